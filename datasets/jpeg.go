package datasets

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"sync"
)

// maxPixels bounds the photographs that are read.
const maxPixels = 1 << 26

// readPhoto returns the photograph in a JPEG file, which is unpacked when its
// pixels are first needed if the file is known to be good, and at once if not.
func readPhoto(name string, file []byte, good bool) (*Photo, error) {
	config, err := jpeg.DecodeConfig(bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	if config.Width*config.Height > maxPixels {
		return nil, fmt.Errorf("%d×%d pixels: expected at most %d", config.Height, config.Width, maxPixels)
	}
	r := &raster{height: config.Height, width: config.Width, channels: 3}
	if good {
		r.bytes = sync.OnceValue(func() []uint8 {
			pix, err := unpackJPEG(file)
			if err != nil {
				panic(fmt.Sprintf("datasets: photograph %s, whose digest is right: %v", name, err))
			}
			return pix
		})
		return newPhoto(name, r), nil
	}
	pix, err := unpackJPEG(file)
	if err != nil {
		return nil, err
	}
	r.bytes = func() []uint8 { return pix }
	return newPhoto(name, r), nil
}

// unpackJPEG returns red, green and blue of each pixel, row by row.
func unpackJPEG(file []byte) ([]uint8, error) {
	decoded, err := jpeg.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	b := decoded.Bounds()
	pix := make([]uint8, 0, 3*b.Dx()*b.Dy())
	ycc, fast := decoded.(*image.YCbCr)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if fast {
				i, j := ycc.YOffset(x, y), ycc.COffset(x, y)
				red, green, blue := color.YCbCrToRGB(ycc.Y[i], ycc.Cb[j], ycc.Cr[j])
				pix = append(pix, red, green, blue)
				continue
			}
			c := color.NRGBAModel.Convert(decoded.At(x, y)).(color.NRGBA)
			pix = append(pix, c.R, c.G, c.B)
		}
	}
	return pix, nil
}
