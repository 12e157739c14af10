package loop

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"madoguchi/bot"
	"madoguchi/store"
)

// uploaded begins the name of a file that a consulter handed over with its event. It waits in the
// store until it is fetched like any other: there is one quarantine.
const uploaded = "upload:"

// MaxUpload is how many bytes of a file are taken.
const MaxUpload = maxFile

// AcceptFile takes an event with the file that came with it. The file lies in the store before the
// event does, and goes with the conversation if the event is refused.
func (l *Loop) AcceptFile(ctx context.Context, before []bot.Event, e bot.Event, data []byte) error {
	if len(data) > maxFile {
		return fmt.Errorf("loop: a file of %d bytes, limit %d", len(data), maxFile)
	}
	conv, err := l.Where(ctx, e.Conversation)
	if err != nil {
		return err
	}
	if taken, err := l.taken(ctx, conv, e.ID); err != nil || taken {
		return err
	}
	ref := string(e.ID)
	for i := 0; i*pieceBytes < len(data); i++ {
		piece := data[i*pieceBytes : min((i+1)*pieceBytes, len(data))]
		err := l.update(ctx, func(tx store.Txn) error {
			if err := l.o.Sealer.Ensure(tx, string(conv)); err != nil {
				return err
			}
			return l.records.pieces.Put(tx, uploadKey(conv, ref, i), piece)
		})
		if err != nil {
			return fmt.Errorf("keep an uploaded file: %w", err)
		}
	}
	file := *e.File
	file.Ref, file.Size = uploaded+ref, int64(len(data))
	e.File = &file
	return l.Accept(ctx, append(before, e)...)
}

// taken reports whether an event was taken before: its file has gone its way.
func (l *Loop) taken(ctx context.Context, conv bot.ConversationID, id bot.EventID) (is bool, err error) {
	err = l.o.Engine.View(ctx, func(r store.Reader) error {
		seen, _, err := l.records.seen.Get(r, store.K(string(conv)))
		is = seen.holds(l.eventName(id))
		return err
	})
	return is, err
}

// uploadKey is where a piece of an uploaded file lies: entries count from 1.
func uploadKey(conv bot.ConversationID, ref string, piece int) store.Key {
	return store.K(string(conv)).Uint(0).Str(ref).Uint(uint64(piece))
}

// handedOver reads an uploaded file.
func (l *Loop) handedOver(ctx context.Context, conv bot.ConversationID, f bot.Attachment) (io.ReadCloser, error) {
	var data []byte
	ref := strings.TrimPrefix(f.Ref, uploaded)
	err := l.o.Engine.View(ctx, func(r store.Reader) error {
		data = nil
		for i := 0; ; i++ {
			piece, ok, err := l.records.pieces.Get(r, uploadKey(conv, ref, i))
			if err != nil || !ok {
				return err
			}
			data = append(data, piece...)
		}
	})
	if err != nil {
		return nil, fmt.Errorf("read an uploaded file: %w", err)
	}
	if len(data) == 0 { // it was taken up elsewhere, or never came whole
		return nil, &bot.SendError{Failure: bot.Permanent}
	}
	return io.NopCloser(bytes.NewReader(data)), nil
}

// dropUpload removes the file as it came: what is kept of it lies with its entry.
func (l *Loop) dropUpload(tx store.Txn, conv bot.ConversationID, f bot.Attachment) error {
	ref, ok := strings.CutPrefix(f.Ref, uploaded)
	for i := 0; ok && i*pieceBytes < maxFile; i++ {
		key := uploadKey(conv, ref, i)
		if _, there, err := tx.Get(l.records.pieces.Key(key)); err != nil || !there {
			return err
		}
		if err := l.records.pieces.Delete(tx, key); err != nil {
			return err
		}
	}
	return nil
}
