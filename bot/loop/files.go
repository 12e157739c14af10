package loop

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"madoguchi/bot"
	"madoguchi/store"
)

// Pictures and files are fetched at once, since platforms delete them, and kept sealed. Nothing is
// shown as it came: a picture is decoded and encoded anew, which leaves nothing of its place, its
// camera or what may hide in it; everything else is kept in quarantine, and staff see its name,
// size and check sum.

const (
	maxFile    = 10 << 20  // bytes kept of one file; what is larger is refused
	pieceBytes = 256 << 10 // sealed and in base64 it stays under store.MaxValue
)

// fetchAll fetches what a consulter sent, until nothing is left.
func (l *Loop) fetchAll(ctx context.Context, conv bot.ConversationID) error {
	for {
		job, ok, err := l.nextFetch(ctx, conv)
		if err != nil || !ok {
			return err
		}
		if err := l.fetch(ctx, conv, job); err != nil {
			return fmt.Errorf("fetch what came with entry %d of conversation %s: %w", job.Entry, conv, err)
		}
	}
}

func (l *Loop) nextFetch(ctx context.Context, conv bot.ConversationID) (job bot.FetchJob, ok bool, err error) {
	err = l.o.Engine.View(ctx, func(r store.Reader) error {
		for row, err := range l.records.fetches.Scan(r, store.K(string(conv))) {
			if err != nil {
				return err
			}
			k := store.ReadKey(row.Key)
			k.Str()
			job, ok = row.Value, true
			job.Entry = k.Uint()
			return k.End()
		}
		return nil
	})
	return job, ok, err
}

func (l *Loop) fetch(ctx context.Context, conv bot.ConversationID, job bot.FetchJob) error {
	f := job.File
	body, err := l.bodyOf(ctx, conv, job)
	if err != nil {
		if failed := bot.AsSendError(err); failed.Failure == bot.Retry {
			return &later{after: failed.After, err: err}
		}
		f.State = bot.Lost
		return l.filed(ctx, conv, job.Entry, f, nil)
	}
	defer body.Close()
	data, err := io.ReadAll(io.LimitReader(body, maxFile+1))
	if err != nil {
		return err
	}
	sum := sha256.Sum256(data)
	f.Size, f.SHA256, f.Type = int64(len(data)), hex.EncodeToString(sum[:]), kindOf(data)
	switch {
	case len(data) > maxFile:
		f.State, f.SHA256, data = bot.TooLarge, "", nil
	default:
		f.State = bot.Quarantine
		if again, err := encodeAnew(data, f.Type); err == nil {
			f.State, f.Type, data = bot.Picture, "image/jpeg", again
		}
	}
	return l.filed(ctx, conv, job.Entry, f, data)
}

// bodyOf is a file as its platform holds it or, where it came with its event, as it came.
func (l *Loop) bodyOf(ctx context.Context, conv bot.ConversationID, job bot.FetchJob) (io.ReadCloser, error) {
	if strings.HasPrefix(job.File.Ref, uploaded) {
		return l.handedOver(ctx, conv, job.File)
	}
	fetcher, ok := l.sender(job.ReplyTo.Channel).(bot.Fetcher)
	if !ok {
		return nil, &bot.SendError{Failure: bot.Permanent}
	}
	return fetcher.Fetch(ctx, job.ReplyTo, job.File)
}

// filed keeps a file and lets the transcript and the desk know. The pieces come first, each in a
// commit of its own; nobody sees them before the entry says that they are there.
func (l *Loop) filed(ctx context.Context, conv bot.ConversationID, entry uint64, f bot.Attachment, data []byte) error {
	at := store.K(string(conv)).Uint(entry)
	for ; len(data) > 0; f.Pieces++ {
		n := min(pieceBytes, len(data))
		piece, key := data[:n], at.Uint(uint64(f.Pieces))
		if err := l.update(ctx, func(tx store.Txn) error { return l.records.pieces.Put(tx, key, piece) }); err != nil {
			return err
		}
		data = data[n:]
	}
	done := func(tx store.Txn) error {
		if err := l.dropUpload(tx, conv, f); err != nil {
			return err
		}
		return l.records.fetches.Delete(tx, at)
	}
	return l.change(ctx, conv, func(*snapshot) (turn, error) { return turn{bot.Filed{Entry: entry, File: f}, done}, nil })
}

// Picture returns the picture of an entry, encoded anew, as JPEG; bot.ErrNoPicture when it has
// none.
func (l *Loop) Picture(ctx context.Context, conv bot.ConversationID, entry uint64) (data []byte, err error) {
	at := store.K(string(conv)).Uint(entry)
	err = l.o.Engine.View(ctx, func(r store.Reader) error {
		data = nil
		e, ok, err := l.records.entries.Get(r, at)
		if err != nil {
			return err
		}
		if !ok || e.File == nil || e.File.State != bot.Picture {
			return bot.ErrNoPicture
		}
		for i := range e.File.Pieces {
			piece, ok, err := l.records.pieces.Get(r, at.Uint(uint64(i)))
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
		return nil, fmt.Errorf("picture of entry %d of conversation %s: %w", entry, conv, err)
	}
	return data, nil
}
