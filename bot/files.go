package bot

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	_ "image/gif" // decoders of what phones send
	"image/jpeg"
	_ "image/png"
	"io"
	"net/http"
	"strings"
	"sync"

	"madoguchi/store"
)

// Pictures and files are fetched at once, since platforms delete them, and kept sealed. Nothing is shown as it came: a picture is
// decoded and encoded anew, which leaves nothing of its place, its camera or what may hide in it; everything else is kept
// in quarantine, and staff see its name, size and check sum.

const (
	maxFile    = 10 << 20  // bytes kept of one file; what is larger is refused
	maxPixels  = 24 << 20  // of a picture that is decoded: 96 MB of memory, one at a time
	pieceBytes = 256 << 10 // sealed and in base64 it stays under store.MaxValue
)

// FileState is what became of a file.
type FileState string

const (
	Fetching   FileState = ""           // not here yet
	Picture    FileState = "picture"    // encoded anew; may be shown
	Quarantine FileState = "quarantine" // kept, never shown
	TooLarge   FileState = "too_large"  // not kept
	Lost       FileState = "lost"       // taken back, or deleted by the platform, before it was fetched
)

// errand is the stored form of a file that is to be fetched.
type errand struct {
	ReplyTo ReplyTo    `json:"return"`
	File    Attachment `json:"file"`
}

// oneAtATime bounds the memory that decoding takes.
var oneAtATime sync.Mutex

// fetchAll fetches what a consulter sent, until nothing is left.
func (b *Bot) fetchAll(ctx context.Context, conv ConversationID) error {
	for {
		line, e, ok, err := b.nextErrand(ctx, conv)
		if err != nil || !ok {
			return err
		}
		if err := b.fetch(ctx, conv, line, e); err != nil {
			return fmt.Errorf("fetch what came with line %d of conversation %s: %w", line, conv, err)
		}
	}
}

func (b *Bot) nextErrand(ctx context.Context, conv ConversationID) (line uint64, e errand, ok bool, err error) {
	err = b.Engine.View(ctx, func(r store.Reader) error {
		for row, err := range b.records.errands.Scan(r, store.K(string(conv))) {
			if err != nil {
				return err
			}
			k := store.ReadKey(row.Key)
			k.Str()
			line, e, ok = k.Uint(), row.Value, true
			return k.End()
		}
		return nil
	})
	return line, e, ok, err
}

func (b *Bot) fetch(ctx context.Context, conv ConversationID, line uint64, e errand) error {
	f := e.File
	fetcher, ok := b.Channels[e.ReplyTo.Channel].Sender.(Fetcher)
	if !ok {
		f.State = Lost
		return b.filed(ctx, conv, line, f, nil)
	}
	body, err := fetcher.Fetch(ctx, e.ReplyTo, f)
	if err != nil {
		if failed := asSendError(err); failed.Failure == Retry {
			return &later{after: failed.After, err: err}
		}
		f.State = Lost
		return b.filed(ctx, conv, line, f, nil)
	}
	defer body.Close()
	data, err := io.ReadAll(io.LimitReader(body, maxFile+1))
	if err != nil {
		return err
	}
	sum := sha256.Sum256(data)
	f.Size, f.SHA256, f.Type = int64(len(data)), hex.EncodeToString(sum[:]), http.DetectContentType(data)
	switch {
	case len(data) > maxFile:
		f.State, f.SHA256, data = TooLarge, "", nil
	default:
		f.State = Quarantine
		if again, err := encodeAnew(data, f.Type); err == nil {
			f.State, f.Type, data = Picture, "image/jpeg", again
		}
	}
	return b.filed(ctx, conv, line, f, data)
}

var errNoPicture = errors.New("not a picture that can be shown")

// encodeAnew turns a picture into one that holds nothing but its pixels.
func encodeAnew(data []byte, kind string) ([]byte, error) {
	if !strings.HasPrefix(kind, "image/") {
		return nil, errNoPicture
	}
	oneAtATime.Lock()
	defer oneAtATime.Unlock()
	size, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || size.Width <= 0 || size.Height <= 0 || size.Width > maxPixels/size.Height {
		return nil, errNoPicture
	}
	picture, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, errNoPicture
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, picture, &jpeg.Options{Quality: 80}); err != nil || out.Len() > maxFile {
		return nil, errNoPicture
	}
	return out.Bytes(), nil
}

// filed keeps a file and lets the transcript and the desk know. The pieces come first, each in a commit of its own; nobody sees them
// before the line says that they are there.
func (b *Bot) filed(ctx context.Context, conv ConversationID, line uint64, f Attachment, data []byte) error {
	at := store.K(string(conv)).Uint(line)
	for ; len(data) > 0; f.Pieces++ {
		n := min(pieceBytes, len(data))
		piece, key := data[:n], at.Uint(uint64(f.Pieces))
		if err := b.Engine.Update(ctx, func(tx store.Txn) error { return b.records.pieces.Put(tx, key, piece) }); err != nil {
			return err
		}
		data = data[n:]
	}
	return b.change(ctx, conv, func(m *move) error {
		m.write(func(tx store.Txn) error { return b.records.errands.Delete(tx, at) })
		l, ok, err := b.records.lines.Get(m.r, at)
		if err != nil {
			return err
		}
		if !ok || l.Unsent || l.File == nil { // taken back meanwhile
			m.dropPieces(line, f.Pieces)
			return nil
		}
		l.File = &f
		m.lines = append(m.lines, l)
		if m.c.Ticket != "" {
			m.notify(notice{Kind: Fetched, Ticket: m.c.Ticket, Lines: []uint64{line}})
		}
		return nil
	})
}

// order has a file fetched.
func (m *move) order(line uint64, r ReplyTo, f Attachment) {
	at := store.K(string(m.conv)).Uint(line)
	m.ordered = true
	m.write(func(tx store.Txn) error { return m.b.records.errands.Put(tx, at, errand{r, f}) })
}

func (m *move) dropPieces(line uint64, n int) {
	at := store.K(string(m.conv)).Uint(line)
	m.write(func(tx store.Txn) error {
		for i := range n {
			if err := m.b.records.pieces.Delete(tx, at.Uint(uint64(i))); err != nil {
				return err
			}
		}
		return nil
	})
}

// ErrNoPicture: a line has no picture that may be shown.
var ErrNoPicture = errors.New("there is no picture that may be shown")

// Picture returns the picture of a line, encoded anew, as JPEG.
func (b *Bot) Picture(ctx context.Context, conv ConversationID, line uint64) (data []byte, err error) {
	at := store.K(string(conv)).Uint(line)
	err = b.Engine.View(ctx, func(r store.Reader) error {
		data = nil
		l, ok, err := b.records.lines.Get(r, at)
		if err != nil {
			return err
		}
		if !ok || l.File == nil || l.File.State != Picture {
			return ErrNoPicture
		}
		for i := range l.File.Pieces {
			piece, ok, err := b.records.pieces.Get(r, at.Uint(uint64(i)))
			if err == nil && !ok {
				err = fmt.Errorf("%w: a piece of a picture is missing", store.ErrDamaged)
			}
			if err != nil {
				return err
			}
			data = append(data, piece...)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("picture of line %d of conversation %s: %w", line, conv, err)
	}
	return data, nil
}
