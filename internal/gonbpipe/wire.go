package gonbpipe

// The display pipe carries an encoding/gob stream of GoNB's
// protocol.DisplayData (GoNB v0.11.4):
//
//	DisplayData{Data map[string]any; Metadata map[string]any; DisplayID string}
//	CommValue{Address string; Request bool; Value any}
//
// The few messages needed are written here byte by byte, after the format that
// the documentation of encoding/gob gives, for two reasons. The kernel has one
// decoder for whatever arrives on the pipe, and that decoder refuses a type
// number that it has seen defined before: a second gob.Encoder on the same pipe
// (gonbui in the same cell, or a child process) would end all displays. Here the
// type numbers are chosen by the caller. And a gob.Register of CommValue under
// GoNB's name would panic in a cell that imports gonbui too.

const (
	commValueName = "github.com/janpfeifer/gonb/gonbui/protocol.CommValue"
	syncAddress   = "#gonbui/sync"
	ackAddress    = "#gonbui/sync_ack"
)

// Type numbers fixed by encoding/gob.
const (
	gobBool      = 1
	gobInt       = 2
	gobBytes     = 5
	gobString    = 6
	gobInterface = 8
)

// buffer appends gob's basic encodings.
type buffer []byte

// uint appends v: below 128 one byte, else the negated byte count and the bytes,
// most significant first.
func (b *buffer) uint(v uint64) {
	if v < 128 {
		*b = append(*b, byte(v))
		return
	}
	n := 8
	for v>>(8*(n-1)) == 0 {
		n--
	}
	*b = append(*b, byte(-n))
	for i := n - 1; i >= 0; i-- {
		*b = append(*b, byte(v>>(8*i)))
	}
}

// int appends v with its sign in the lowest bit.
func (b *buffer) int(v int64) {
	if v < 0 {
		b.uint(uint64(^v)<<1 | 1)
		return
	}
	b.uint(uint64(v) << 1)
}

func (b *buffer) string(s string) {
	b.uint(uint64(len(s)))
	*b = append(*b, s...)
}

// frame appends body behind its length: one gob message.
func (b *buffer) frame(body buffer) {
	b.uint(uint64(len(body)))
	*b = append(*b, body...)
}

// any appends an interface value: the name and number of its type, and its bytes.
func (b *buffer) any(name string, id int64, value buffer) {
	b.string(name)
	b.int(id)
	b.frame(value)
}

// types are the numbers of the three types that a stream defines.
type types struct{ display, table, comm int64 }

func typesFrom(base int64) types { return types{base, base + 1, base + 2} }

// field is one field of a struct type: its name and its type's number.
type field struct {
	name string
	id   int64
}

// definitions returns the messages that define the three types.
func (t types) definitions() buffer {
	var b buffer
	b.frame(mapType("", t.table, gobString, gobInterface))
	b.frame(structType("DisplayData", t.display,
		field{"Data", t.table}, field{"Metadata", t.table}, field{"DisplayID", gobString}))
	b.frame(structType("CommValue", t.comm,
		field{"Address", gobString}, field{"Request", gobBool}, field{"Value", gobInterface}))
	return b
}

// structType is gob's wireType{StructT: {CommonType{name, id}, fields}}; each 1 is
// the step to the next field, each 0 ends a struct.
func structType(name string, id int64, fields ...field) buffer {
	var b buffer
	b.int(-id)
	b = append(b, 3, 1)
	b.commonType(name, id)
	b = append(b, 1)
	b.uint(uint64(len(fields)))
	for _, f := range fields {
		b = append(b, 1)
		b.string(f.name)
		b = append(b, 1)
		b.int(f.id)
		b = append(b, 0)
	}
	return append(b, 0, 0)
}

// mapType is gob's wireType{MapT: {CommonType{name, id}, key, elem}}.
func mapType(name string, id, key, elem int64) buffer {
	var b buffer
	b.int(-id)
	b = append(b, 4, 1)
	b.commonType(name, id)
	b = append(b, 1)
	b.int(key)
	b = append(b, 1)
	b.int(elem)
	return append(b, 0, 0)
}

func (b *buffer) commonType(name string, id int64) {
	step := byte(1)
	if name != "" {
		*b = append(*b, 1)
		b.string(name)
	} else {
		step = 2
	}
	*b = append(*b, step)
	b.int(id)
	*b = append(*b, 0)
}

// show returns the message that displays d.
func (t types) show(d Display) buffer {
	var table buffer
	n := uint64(0)
	entry := func(mime, name string, id int64, content string) {
		if content != "" {
			n++
			v := buffer{0}
			v.string(content)
			table.string(mime)
			table.any(name, id, v)
		}
	}
	entry("text/html", "string", gobString, d.HTML)
	entry("text/markdown", "string", gobString, d.Markdown)
	entry("text/plain", "string", gobString, d.Text)
	entry("image/png", "[]uint8", gobBytes, string(d.PNG))

	var body, b buffer
	body.int(t.display)
	body = append(body, 1)
	body.uint(n)
	body = append(body, table...)
	if d.ID != "" {
		body = append(body, 2)
		body.string(d.ID)
	}
	b.frame(append(body, 0))
	return b
}

// sync returns the message that asks the kernel to acknowledge all that came before.
func (t types) sync(n int64) buffer {
	var body, comm buffer
	comm = append(comm, 1)
	comm.string(syncAddress)
	comm = append(comm, 2)
	v := buffer{0}
	v.int(n)
	comm.any("int", gobInt, v)
	comm = append(comm, 0)

	body.int(t.display)
	body = append(body, 1)
	body.uint(1)
	body.string("gonb/comm_value")
	body.any(commValueName, t.comm, comm)
	var b buffer
	b.frame(append(body, 0))
	return b
}
