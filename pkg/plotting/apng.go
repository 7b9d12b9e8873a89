package plotting

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/png"
	"io"
	"time"
)

// encodeAPNG writes frames of one size and one kind of pixels as animated PNG: the file
// of the first frame, and the data of the others in chunks that a viewer of plain PNG
// passes over. The animation is repeated without end.
//
// Source: W3C, Portable Network Graphics Specification (third edition), sections 11.3.6
// and 4.9.
func encodeAPNG(w io.Writer, frames []image.Image, delays []time.Duration) error {
	var out bytes.Buffer
	number := uint32(0) // of chunks that belong to the animation
	next := func() uint32 { number++; return number - 1 }
	for i, img := range frames {
		var file bytes.Buffer
		if err := png.Encode(&file, img); err != nil {
			return fmt.Errorf("plotting: frame %d: %w", i, err)
		}
		started := false
		for _, c := range chunksOf(file.Bytes()) {
			switch {
			case c.kind == "IDAT":
				if !started {
					writeChunk(&out, "fcTL", frameControl(next(), img.Bounds(), delays[i]))
				}
				started = true
				if i == 0 {
					writeChunk(&out, "IDAT", c.data)
				} else {
					writeChunk(&out, "fdAT", append(binary.BigEndian.AppendUint32(nil, next()), c.data...))
				}
			case i > 0 || c.kind == "IEND":
			case c.kind == "IHDR":
				out.WriteString(pngSignature)
				writeChunk(&out, "IHDR", c.data)
				control := binary.BigEndian.AppendUint32(nil, uint32(len(frames)))
				writeChunk(&out, "acTL", append(control, 0, 0, 0, 0)) // 0: without end
			default:
				writeChunk(&out, c.kind, c.data)
			}
		}
	}
	writeChunk(&out, "IEND", nil)
	_, err := w.Write(out.Bytes())
	return err
}

const pngSignature = "\x89PNG\r\n\x1a\n"

// frameControl is the content of fcTL: the whole picture is replaced after the delay.
func frameControl(number uint32, b image.Rectangle, delay time.Duration) []byte {
	data := binary.BigEndian.AppendUint32(nil, number)
	for _, v := range []int{b.Dx(), b.Dy(), 0, 0} { // size and place
		data = binary.BigEndian.AppendUint32(data, uint32(v))
	}
	data = binary.BigEndian.AppendUint16(data, uint16(delay.Milliseconds()))
	data = binary.BigEndian.AppendUint16(data, 1000) // the delay's unit: 1/1000 s
	return append(data, 0, 0)                        // leave the frame as it is; the next overwrites it
}

// A chunk is a part of a PNG file.
type chunk struct {
	kind string
	data []byte
}

// chunksOf takes apart a file that package png has written.
func chunksOf(file []byte) []chunk {
	var chunks []chunk
	for rest := file[len(pngSignature):]; len(rest) >= 12; {
		n := binary.BigEndian.Uint32(rest)
		chunks = append(chunks, chunk{string(rest[4:8]), rest[8 : 8+n]})
		rest = rest[12+n:]
	}
	return chunks
}

func writeChunk(out *bytes.Buffer, kind string, data []byte) {
	body := append([]byte(kind), data...)
	out.Write(binary.BigEndian.AppendUint32(nil, uint32(len(data))))
	out.Write(body)
	out.Write(binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(body)))
}
