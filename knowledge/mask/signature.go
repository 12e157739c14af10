package mask

import "strings"

// signatures finds names in blocks of short lines that sign a message: where two lines or more are wholly an address, a
// company, a telephone number, a mail or web address, the other lines of the block that hold only a few Chinese
// characters or only kana are a name and its reading. A line of kana right under a line of Chinese characters is its
// reading even beside one such line.
func signatures(s *source) {
	type line struct{ start, end int }
	var block []line
	flush := func() {
		sure := 0
		for _, l := range block {
			if s.wholly(l.start, l.end) {
				sure++
			}
		}
		for _, l := range block {
			t := s.text[l.start:l.end]
			if sure >= 2 && !s.wholly(l.start, l.end) && (signsHan(t) || signsKana(t)) && !plain()[t] {
				s.person(l.start, l.end)
			}
		}
		block = block[:0]
	}
	pos := 0
	for l := range strings.Lines(s.text) {
		start, end := s.trim(pos, pos+len(l))
		pos += len(l)
		if start < end && runes(s.text[start:end]) <= 40 {
			block = append(block, line{start, end})
			continue
		}
		flush()
	}
	flush()
}

// wholly is true where candidates cover a line but for a few signs and a cue.
func (s *source) wholly(start, end int) bool {
	covered := 0
	last := start
	for _, f := range s.found {
		if f.kind == Person || f.start < start || f.end > end {
			continue
		}
		if f.end > last {
			covered += f.end - max(f.start, last)
			last = f.end
		}
	}
	if strings.ContainsRune(s.text[start:end], opaque) {
		covered += 12
	}
	return covered*10 >= (end-start)*7
}

func signsHan(t string) bool {
	n := runes(strings.ReplaceAll(t, " ", ""))
	return n >= 2 && n <= 6 && all(t, func(r rune) bool { return isHan(r) || r == ' ' })
}

func signsKana(t string) bool {
	n := runes(t)
	return n >= 4 && n <= 16 && (all(t, func(r rune) bool { return isHiragana(r) || r == ' ' || r == 'ー' }) ||
		all(t, func(r rune) bool { return isKatakana(r) || r == ' ' }))
}
