package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// maxLine is the longest line that is read, in bytes.
const maxLine = 1 << 20

// newLines reads lines of up to maxLine bytes.
func newLines(r io.Reader) *bufio.Scanner {
	in := bufio.NewScanner(r)
	in.Buffer(make([]byte, 0, 64<<10), maxLine)
	return in
}

// eachLine hands over the lines that hold something. An error names the line.
func eachLine(in *bufio.Scanner, do func(line []byte) error) error {
	n := 0
	for in.Scan() {
		n++
		line := bytes.TrimSpace(in.Bytes())
		if n == 1 {
			line = bytes.TrimPrefix(line, []byte("\uFEFF"))
		}
		if len(line) == 0 {
			continue
		}
		if err := do(line); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	if err := in.Err(); err != nil {
		return fmt.Errorf("line %d: %w", n+1, readable(err))
	}
	return nil
}

// readable says in our words why reading ended.
func readable(err error) error {
	if errors.Is(err, bufio.ErrTooLong) {
		return fmt.Errorf("longer than %d bytes; shorten it", maxLine)
	}
	return err
}

// decodeLine reads a JSON object; form shows how it is to be written.
func decodeLine(line []byte, v any, form string) error {
	err := json.Unmarshal(line, v)
	if err == nil {
		return nil
	}
	if wrong := (*json.UnmarshalTypeError)(nil); errors.As(err, &wrong) {
		if wrong.Field == "" {
			return fmt.Errorf("a JSON %s and no object; write %s", wrong.Value, form)
		}
		return fmt.Errorf("%q is a %s; write %s", wrong.Field, wrong.Value, form)
	}
	return fmt.Errorf("not JSON; write %s", form)
}
