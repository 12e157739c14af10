package loop

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	_ "image/gif" // decoders of what phones and offices send
	"image/jpeg"
	_ "image/png"
	"math"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/rwcarlsen/goexif/exif"
	_ "golang.org/x/image/bmp"
	"golang.org/x/image/draw"
	_ "golang.org/x/image/tiff"
	_ "golang.org/x/image/webp"
)

const (
	// maxDecoding bounds the memory that decoding a picture takes, worked out before from its size
	// and kind: a photo of 48 million pixels fits. No decoder at hand decodes at a reduced size.
	// Besides it stand the file, at most maxFile, and what is shown, shownPixels of 4 bytes. One
	// picture is decoded at a time.
	maxDecoding = 208 << 20

	// longestSide is more than any camera or screenshot has.
	longestSide = 20_000

	// shownPixels is how large a picture is that staff see: a screen can be read on it.
	shownPixels = 12_000_000
)

var errNoPicture = errors.New("not a picture that can be shown")

// oneAtATime bounds the memory that decoding takes.
var oneAtATime sync.Mutex

// kindOf is what a file is, by its content. The library does not know what iPhones write.
func kindOf(data []byte) string {
	if len(data) >= 12 && string(data[4:8]) == "ftyp" {
		brands := string(data[8:min(len(data), 40)])
		for _, brand := range []string{"heic", "heix", "heim", "heis", "hevc", "mif1", "msf1"} {
			if strings.Contains(brands, brand) && !strings.Contains(brands, "avif") {
				return "image/heic"
			}
		}
		if strings.Contains(brands, "avif") || strings.Contains(brands, "avis") {
			return "image/avif"
		}
	}
	if bytes.HasPrefix(data, []byte("II*\x00")) || bytes.HasPrefix(data, []byte("MM\x00*")) {
		return "image/tiff"
	}
	return http.DetectContentType(data)
}

// encodeAnew turns a picture into one that holds nothing but its pixels, upright, on white.
func encodeAnew(data []byte, kind string) ([]byte, error) {
	if !strings.HasPrefix(kind, "image/") {
		return nil, errNoPicture
	}
	oneAtATime.Lock()
	defer oneAtATime.Unlock()
	size, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || size.Width <= 0 || size.Height <= 0 || max(size.Width, size.Height) > longestSide {
		return nil, errNoPicture
	}
	if decoding := float64(size.Width) * float64(size.Height) * perPixel(data, format, size.ColorModel); decoding > maxDecoding {
		return nil, errNoPicture
	} else if decoding > 32<<20 {
		defer debug.FreeOSMemory() // what one picture took is not to lie beside what the next one takes
	}
	picture, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, errNoPicture
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, upright(shown(picture), orientation(data)), &jpeg.Options{Quality: 85}); err != nil || out.Len() > maxFile {
		return nil, errNoPicture
	}
	return out.Bytes(), nil
}

// perPixel is how many bytes decoding takes for each pixel, at most.
func perPixel(data []byte, format string, model color.Model) float64 {
	switch format {
	case "jpeg":
		n := 3.0 // colours that are not thinned out
		switch model {
		case color.GrayModel:
			n = 1
		case color.RGBAModel: // made anew of what was read
			n = 7
		case color.CMYKModel:
			n = 8
		}
		if progressive(data) {
			n *= 5 // a coefficient of four bytes stands beside each
		}
		return n
	case "png":
		n := 4.0
		switch model {
		case color.RGBA64Model, color.NRGBA64Model:
			n = 8
		case color.Gray16Model:
			n = 2
		case color.GrayModel:
			n = 1
		}
		if head, _, _ := bytes.Cut(data, []byte("IDAT")); bytes.Contains(head, []byte("tRNS")) && n < 4 { // clear grey has colours
			n *= 4
		}
		if len(data) > 28 && data[28] != 0 { // interlaced: the passes stand beside the whole
			n *= 2
		}
		return n
	case "gif":
		return 2
	case "tiff": // what was packed stands beside it, while it grows
		switch model {
		case color.GrayModel:
			return 3
		case color.Gray16Model:
			return 6
		case color.RGBA64Model, color.NRGBA64Model:
			return 24
		}
		return 12
	case "webp":
		return 7 // colours that are thinned out, and what is clear
	}
	return 5
}

// progressive reports whether a JPEG comes in several passes: its frame begins with another mark.
func progressive(data []byte) bool {
	for i := 2; i+9 < len(data) && data[i] == 0xFF; {
		mark := data[i+1]
		if mark == 0xFF {
			i++
			continue
		}
		if mark == 0xC2 || mark == 0xC6 || mark == 0xCA || mark == 0xCE {
			return true
		}
		if mark == 0xDA || mark == 0xC0 || mark == 0xC1 {
			return false
		}
		i += 2 + int(binary.BigEndian.Uint16(data[i+2:]))
	}
	return false
}

// shown is a picture on white, no larger than is shown.
func shown(p image.Image) *image.RGBA {
	b := p.Bounds()
	scale := min(1, math.Sqrt(shownPixels/(float64(b.Dx())*float64(b.Dy()))))
	out := image.NewRGBA(image.Rect(0, 0, max(1, int(float64(b.Dx())*scale)), max(1, int(float64(b.Dy())*scale))))
	draw.Draw(out, out.Bounds(), image.White, image.Point{}, draw.Src)
	if scale == 1 {
		draw.Draw(out, out.Bounds(), p, b.Min, draw.Over)
	} else {
		draw.ApproxBiLinear.Scale(out, out.Bounds(), p, b, draw.Over, nil)
	}
	return out
}

// orientation is how a camera was held, 1 to 8 (EXIF): 1 where nothing is known.
func orientation(data []byte) (held int) {
	defer func() { // the library is not proof against every file
		if recover() != nil {
			held = 1
		}
	}()
	x, err := exif.Decode(bytes.NewReader(cameraData(data)))
	if x == nil || err != nil && exif.IsCriticalError(err) {
		return 1
	}
	tag, err := x.Get(exif.Orientation)
	if err != nil {
		return 1
	}
	if held, err = tag.Int(0); err != nil || held < 1 || held > 8 {
		return 1
	}
	return held
}

// cameraData is where the camera's data stands: in PNG and WebP it is a chunk, which the library
// does not look for.
func cameraData(data []byte) []byte {
	var order binary.ByteOrder = binary.LittleEndian
	name, sizeAt, at, end := "EXIF", 4, 12, 0
	switch {
	case bytes.HasPrefix(data, []byte("RIFF")):
	case bytes.HasPrefix(data, []byte("\x89PNG")):
		order, name, sizeAt, at, end = binary.BigEndian, "eXIf", 0, 8, 4
	default:
		return data
	}
	for at+8 <= len(data) {
		n := int(order.Uint32(data[at+sizeAt:]))
		kind := string(data[at+4-sizeAt : at+8-sizeAt])
		if n < 0 || at+8+n > len(data) {
			break
		}
		if kind == name {
			return bytes.TrimPrefix(data[at+8:at+8+n], []byte("Exif\x00\x00"))
		}
		at += 8 + n + end
		if end == 0 {
			at += n % 2 // RIFF pads
		}
	}
	return nil
}

// upright turns a picture as its camera was held.
func upright(p *image.RGBA, held int) image.Image {
	if held <= 1 || held > 8 {
		return p
	}
	w, h := p.Bounds().Dx(), p.Bounds().Dy()
	from := map[int]func(x, y int) (int, int){
		2: func(x, y int) (int, int) { return w - 1 - x, y },
		3: func(x, y int) (int, int) { return w - 1 - x, h - 1 - y },
		4: func(x, y int) (int, int) { return x, h - 1 - y },
		5: func(x, y int) (int, int) { return y, x },
		6: func(x, y int) (int, int) { return y, h - 1 - x },
		7: func(x, y int) (int, int) { return w - 1 - y, h - 1 - x },
		8: func(x, y int) (int, int) { return w - 1 - y, x },
	}[held]
	size := image.Rect(0, 0, w, h)
	if held >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	out := image.NewRGBA(size)
	for y := range size.Dy() {
		for x := range size.Dx() {
			fx, fy := from(x, y)
			copy(out.Pix[out.PixOffset(x, y):][:4], p.Pix[p.PixOffset(fx, fy):][:4])
		}
	}
	return out
}
