package loop

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"runtime"
	"testing"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
)

// corner is a picture, wider than high, whose upper left quarter is red; the rest is blue or, where
// clear, nothing.
func corner(clear bool) *image.NRGBA {
	p := image.NewNRGBA(image.Rect(0, 0, 64, 32))
	for y := range 32 {
		for x := range 64 {
			switch {
			case x < 32 && y < 16:
				p.Set(x, y, color.NRGBA{R: 255, A: 255})
			case !clear:
				p.Set(x, y, color.NRGBA{B: 255, A: 255})
			}
		}
	}
	return p
}

func encode(t *testing.T, as string, p image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	var err error
	switch as {
	case "jpeg":
		err = jpeg.Encode(&b, p, &jpeg.Options{Quality: 95})
	case "png":
		err = png.Encode(&b, p)
	case "gif":
		err = gif.Encode(&b, p, nil)
	case "bmp":
		err = bmp.Encode(&b, p)
	case "tiff":
		err = tiff.Encode(&b, p, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// held is what a camera writes of how it was held, as a TIFF of its own.
func held(how uint16, order binary.AppendByteOrder) []byte {
	out := []byte("II*\x00")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		out = []byte("MM\x00*")
	}
	out = order.AppendUint32(out, 8)
	out = order.AppendUint16(out, 1)
	out = order.AppendUint16(out, 0x0112)
	out = order.AppendUint16(out, 3)
	out = order.AppendUint32(out, 1)
	out = order.AppendUint16(out, how)
	return append(out, 0, 0, 0, 0, 0, 0)
}

func inJPEG(data, exif []byte) []byte {
	part := append([]byte("Exif\x00\x00"), exif...)
	head := binary.BigEndian.AppendUint16([]byte{0xFF, 0xD8, 0xFF, 0xE1}, uint16(len(part)+2))
	return append(append(head, part...), data[2:]...)
}

func inPNG(data, exif []byte) []byte {
	chunk := append([]byte("eXIf"), exif...)
	head := binary.BigEndian.AppendUint32(bytes.Clone(data[:33]), uint32(len(exif)))
	head = append(head, chunk...)
	head = binary.BigEndian.AppendUint32(head, crc32.ChecksumIEEE(chunk))
	return append(head, data[33:]...)
}

func anew(t *testing.T, data []byte) image.Image {
	t.Helper()
	out, err := encodeAnew(data, kindOf(data))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(out, []byte("Exif")) {
		t.Error("what the camera wrote is still there")
	}
	p, err := jpeg.Decode(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func red(p image.Image, x, y int) bool {
	r, g, b, _ := p.At(x, y).RGBA()
	return r > 0xC000 && g < 0x4000 && b < 0x4000
}

// TestUpright: the red corner is where the photographer saw it.
func TestUpright(t *testing.T) {
	for how, at := range map[uint16][2]float64{1: {.1, .1}, 2: {.9, .1}, 3: {.9, .9}, 4: {.1, .9}, 5: {.1, .1}, 6: {.9, .1}, 7: {.9, .9}, 8: {.1, .9}, 0: {.1, .1}, 9: {.1, .1}} {
		for name, data := range map[string][]byte{
			"jpeg": inJPEG(encode(t, "jpeg", corner(false)), held(how, binary.BigEndian)), "jpeg, little": inJPEG(encode(t, "jpeg", corner(false)), held(how, binary.LittleEndian)),
			"png": inPNG(encode(t, "png", corner(false)), held(how, binary.BigEndian)),
		} {
			p := anew(t, data)
			w, h := p.Bounds().Dx(), p.Bounds().Dy()
			if (w > h) == (how >= 5 && how <= 8) {
				t.Errorf("%s held %d: %dx%d", name, how, w, h)
			}
			if !red(p, int(at[0]*float64(w)), int(at[1]*float64(h))) {
				t.Errorf("%s held %d: the red corner is elsewhere", name, how)
			}
		}
	}
	if p := anew(t, inJPEG(encode(t, "jpeg", corner(false)), []byte("II*\x00\xff\xff\xff\xff"))); !red(p, 5, 5) {
		t.Error("broken data of the camera spoils the picture")
	}
}

// TestKindsOfPictures: whatever offices and phones write is shown, what is clear on white.
func TestKindsOfPictures(t *testing.T) {
	for _, kind := range []string{"jpeg", "png", "gif", "bmp", "tiff"} {
		if p := anew(t, encode(t, kind, corner(false))); !red(p, 5, 5) {
			t.Errorf("%s: no red corner", kind)
		}
	}
	for _, kind := range []string{"png", "tiff"} {
		r, g, b, _ := anew(t, encode(t, kind, corner(true))).At(50, 25).RGBA()
		if min(r, g, b) < 0xF000 {
			t.Errorf("%s: what is clear is not white", kind)
		}
	}
	webp, err := base64.StdEncoding.DecodeString("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA")
	if err != nil {
		t.Fatal(err)
	}
	if p := anew(t, webp); p.Bounds().Dx() != 1 {
		t.Error("WebP is not shown")
	}
	for kind, data := range map[string]string{
		"image/heic": "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "image/avif": "\x00\x00\x00\x18ftypavif\x00\x00\x00\x00mif1avif", "video/mp4": "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom",
	} {
		if got := kindOf([]byte(data)); got != kind {
			t.Errorf("%q is %s, want %s", data, got, kind)
		}
		if _, err := encodeAnew([]byte(data), kind); err == nil {
			t.Errorf("%s is shown", kind)
		}
	}
}

// TestMemoryOfPictures: what is decoded stays within the bound, by its size and kind; a large photo
// is shown smaller.
func TestMemoryOfPictures(t *testing.T) {
	per := func(as string, p image.Image) float64 {
		data := encode(t, as, p)
		c, format, err := image.DecodeConfig(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		return perPixel(data, format, c.ColorModel)
	}
	const photo = 48e6
	if need := per("jpeg", corner(false)) * photo; need > maxDecoding {
		t.Errorf("a photo of 48 million pixels would take %.0f bytes", need)
	}
	if need := per("png", image.NewNRGBA64(image.Rect(0, 0, 8, 8))) * photo; need <= maxDecoding {
		t.Errorf("a deep PNG of 48 million pixels is decoded, in %.0f bytes", need)
	}
	large := image.NewGray(image.Rect(0, 0, 6000, 4000))
	if p := anew(t, encode(t, "png", large)); p.Bounds().Dx()*p.Bounds().Dy() > shownPixels || p.Bounds().Dx() < 4000 {
		t.Errorf("24 million pixels are shown as %v", p.Bounds())
	}
	bomb := encode(t, "png", image.NewGray(image.Rect(0, 0, 8, 8)))
	binary.BigEndian.PutUint32(bomb[16:], 60000)
	binary.BigEndian.PutUint32(bomb[20:], 60000)
	binary.BigEndian.PutUint32(bomb[29:], crc32.ChecksumIEEE(bomb[12:29]))
	if _, err := encodeAnew(bomb, "image/png"); err == nil {
		t.Error("60,000 by 60,000 pixels are decoded")
	}
}

// TestDecodingIsBounded: no kind takes more memory than was worked out before, also those whose
// colours are made anew.
func TestDecodingIsBounded(t *testing.T) {
	const side = 1200
	grey, deep := image.NewGray(image.Rect(0, 0, side, side)), image.NewGray16(image.Rect(0, 0, side, side))
	after := func(data []byte, at int, name, content string) []byte { // a chunk of PNG
		chunk := []byte(name + content)
		out := binary.BigEndian.AppendUint32(bytes.Clone(data[:at]), uint32(len(content)))
		out = binary.BigEndian.AppendUint32(append(out, chunk...), crc32.ChecksumIEEE(chunk))
		return append(out, data[at:]...)
	}
	photo := encode(t, "jpeg", image.NewRGBA(image.Rect(0, 0, side, side)))
	for name, data := range map[string][]byte{
		"png, grey":            encode(t, "png", grey),
		"png, clear grey":      after(encode(t, "png", grey), 33, "tRNS", "\x00\x00"),
		"png, clear grey, 16":  after(encode(t, "png", deep), 33, "tRNS", "\x00\x00"),
		"png, colours, 16":     encode(t, "png", image.NewNRGBA64(image.Rect(0, 0, side, side))),
		"jpeg":                 photo,
		"jpeg, grey":           encode(t, "jpeg", grey),
		"jpeg, red green blue": append([]byte("\xFF\xD8\xFF\xEE\x00\x0EAdobe\x00\x64\x00\x00\x00\x00\x00"), photo[2:]...),
	} {
		size, format, err := image.DecodeConfig(bytes.NewReader(data))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var before, behind runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _, err = image.Decode(bytes.NewReader(data))
		runtime.ReadMemStats(&behind)
		const beside = 256 << 10 // of any picture
		took := (float64(behind.TotalAlloc-before.TotalAlloc) - beside) / (side * side)
		if allowed := perPixel(data, format, size.ColorModel); err != nil || took > allowed {
			t.Errorf("%s: %.2f bytes a pixel, %.2f were worked out, %v", name, took, allowed, err)
		}
	}
}
