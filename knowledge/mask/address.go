package mask

import (
	"regexp"
	"strings"

	"madoguchi/knowledge/ja"
)

var (
	postalExpr = pattern(`〒_?\d{3}[-‐‑–—―−ー－]?_?\d{4}|郵便番号(?:は|:|_)*\d{3}[-‐‑–—―−ー－]?\d{4}`)
	prefCue    = cue{find("prefectures"), pattern(`^(?:都|府|県)?`)}
	cityExpr   = pattern(`^[\p{Han}ヶケのノツぁ-んァ-ヿー]{1,7}?(?:市|区|郡|町|村)`)
	streetExpr = pattern(`^(?:(?:大字|字)?[\p{Han}ヶケがノツ々]{1,7}(?:町|通り|通)?)?_?(?:[\d一二三四五六七八九十]{1,4}(?:丁目|番地の?|番町|番|号|条|の)?[-‐‑‒–—―−ー－~の]?_?){1,4}(?:号|地)?`)
	houseExpr  = pattern(`^[\s、,]{0,2}[\p{Han}ァ-ヿーA-Za-z0-9・ぁ-ん\-]{0,18}?(?:第[\d一二三]+)?{{buildings}}(?:[A-Z東西南北]?(?:館|棟))?`)
	gridExpr   = pattern(`^[東西南北]?\d{1,2}条[東西南北]?(?:\d{1,2}丁目|\d{1,2})?(?:[-‐ー－]\d{1,3}){0,2}`)
	roomExpr   = pattern(`^_?(?:の)?(?:(?:地下|B)?\d{1,3}_?(?:階|F)|\d{2,5}(?:号室|号|室)|(?:大|中|小|第)?\d{0,2}会議室_?(?:[\dA-Z]{1,4}(?:号室?)?)?|-?\d{3,4}\b)`)
	dashTail   = pattern(`^_?\d{1,4}(?:[-‐‑‒–—―−ー－~]\d{1,5}){1,3}`)
)

// places finds addresses and the names of towns, wards and quarters; prefectures alone and countries stay.
func places(s *source) {
	for _, m := range postalExpr().FindAllStringIndex(s.text, -1) {
		s.strong(m[0], m[1], Address)
	}
	done := 0
	prefCue.each(s.text, func(w span, m []int) {
		full := m[1] > w.end || s.text[w.start:w.end] == "北海道"
		if end := s.city(m[1]); full && w.start >= done && end > m[1] {
			done = s.rest(end)
			s.strong(w.start, done, Address)
		}
	})
	toks := s.tokens()
	for i := 0; i < len(toks); i++ {
		t := toks[i]
		if t.Start < done || !isPlace(t) && !(t.Is("名詞", "固有名詞", "地域", "一般") && s.townFollows(i)) || s.touchesKept(t.Start, t.Start+len(t.Surface)) && !s.townFollows(i) {
			continue
		}
		end := s.placeEnd(i)
		if end == t.Start || runes(s.text[t.Start:end]) < 2 || s.partOfKatakana(t) {
			continue
		}
		done = s.rest(end)
		s.strong(t.Start, done, Address)
	}
	for i, t := range toks {
		if (isFamily(t) || isGiven(t)) && t.Known && runes(t.Surface) >= 2 && s.placeFollows(t.Start+len(t.Surface)) && i+1 < len(toks) {
			s.weak(t.Start, t.Start+len(t.Surface), Address)
		}
	}
	for _, m := range roomNumber().FindAllStringIndex(s.text, -1) {
		s.strong(m[0], m[1], Address)
	}
	s.bareNumbers()
}

// roomNumber is a block of flats whose kind stands before its name, with a room.
var roomNumber = pattern(`(?:コーポ|ハイツ|メゾン|マンション|アパート|ハイム|シャトー|グラン|レジデンス|パレス|ビル|荘|タワー)[\p{Han}ァ-ヿぁ-んA-Za-zー・]{0,12}_?(?:\d{1,2}階_?)?\d{2,4}号(?:室)?`)

// isPlace is true of the dictionary's places below the country.
func isPlace(t ja.Token) bool {
	return t.Is("名詞", "固有名詞", "地域", "一般") && t.Known && !notPlaces()[t.Surface]
}

func isRegionSuffix(t ja.Token) bool { return t.Is("名詞", "接尾", "地域") }

// partOfKatakana is true of a token that is only a part of a katakana word, and of plain katakana words.
func (s *source) partOfKatakana(t ja.Token) bool {
	end := t.Start + len(t.Surface)
	return isKatakana(s.after(t.Start)) && isKatakana(s.before(t.Start)) || isKatakana(s.before(end)) && isKatakana(s.after(end)) ||
		plain()[t.Surface] || katakana()[t.Surface]
}

// townFollows is true where a prefecture's bare name is the beginning of a town's: 大阪市.
func (s *source) townFollows(i int) bool {
	toks := s.tokens()
	return i+1 < len(toks) && isRegionSuffix(toks[i+1]) && strings.Contains("市区町村郡", toks[i+1].Surface)
}

// placeEnd gives the end of the run of place names from token i, or its start where the run is only a prefecture.
func (s *source) placeEnd(i int) int {
	toks := s.tokens()
	first := i
	end := toks[i].Start + len(toks[i].Surface)
	wide := prefs()[toks[i].Surface]
	for i++; i < len(toks) && toks[i].Start == end; i++ {
		t := toks[i]
		switch {
		case isRegionSuffix(t):
			wide = wide && (t.Surface == "都" || t.Surface == "道" || t.Surface == "府" || t.Surface == "県")
		case isPlace(t) && !s.touchesKept(t.Start, t.Start+len(t.Surface)):
			wide = false
		default:
			return s.unlessWide(first, end, wide)
		}
		end += len(t.Surface)
	}
	return s.unlessWide(first, end, wide)
}

func (s *source) unlessWide(first, end int, wide bool) int {
	if wide {
		return s.tokens()[first].Start
	}
	return end
}

// city gives the end of the towns that follow a prefecture, or pos.
func (s *source) city(pos int) int {
	end := pos
	if s.after(end) == ' ' {
		end++
	}
	for range 3 {
		m := cityExpr().FindString(s.text[end:])
		if m == "" || !s.townLike(end, end+len(m)) {
			break
		}
		end += len(m)
	}
	if s.before(end) == ' ' {
		return pos
	}
	return end
}

// townLike is false where the tokenizer sees words, not a name: 内の市, 立の町.
func (s *source) townLike(start, end int) bool {
	a, b := s.covering(start, end)
	for i, t := range s.tokens()[a:b] {
		if t.Is("助詞") && i == 0 || t.Is("動詞") || t.Is("名詞", "接尾", "副詞可能") && i == 0 || t.Surface == "内" || t.Surface == "立" || t.Is("助詞", "格助詞") && t.Surface != "が" && t.Surface != "の" {
			return false
		}
	}
	return b > a
}

// rest extends an address over street, numbers, building and room.
func (s *source) rest(end int) int {
	if m := gridExpr().FindString(s.text[end:]); m != "" {
		end += len(m)
	}
	street := end
	if m := streetExpr().FindString(s.text[end:]); strings.ContainsAny(m, "-‐―ー") || strings.Contains(m, "丁目") || strings.Contains(m, "番") {
		street = end + len(strings.TrimRight(m, " の"))
	} else if m := dashTail().FindString(s.text[end:]); m != "" && !isDate(strings.TrimSpace(m)) && !yearMonth.MatchString(m) {
		street = end + len(m)
	}
	if street > end {
		end = street
		if m := houseExpr().FindString(s.text[end:]); m != "" && !strings.Contains(m, "\n") {
			end += len(m)
		}
	}
	return s.rooms(end)
}

var yearMonth = regexp.MustCompile(`^ ?(?:19|20)\d\d-\d\d$`)

// rooms extends a building over floor and room.
func (s *source) rooms(end int) int {
	for range 3 {
		m := roomExpr().FindString(s.text[end:])
		if m == "" || strings.ContainsAny(m, "\n") {
			break
		}
		end += len(m)
	}
	return end
}

// bareNumbers: 883番地の1, 2丁目3番4号 without a place before them.
func (s *source) bareNumbers() {
	for _, m := range bareExpr().FindAllStringIndex(s.text, -1) {
		if !isLatin(s.before(m[0])) {
			s.strong(m[0], s.rest(m[1]), Address)
		}
	}
}

var bareExpr = pattern(`[\p{Han}ヶケがノ々]{0,5}[\d一二三四五六七八九十]{1,3}丁目(?:\d{1,3}(?:番地?|号|の|[-‐―ー－])?){0,3}|\d{1,5}番地(?:の?\d{1,4})?(?:号)?`)

var stationExpr = pattern(`([\p{Han}ヶケヵノが々]{1,9}?)(警察署|警察暑|交番|駐在所|署|暑)`)

// stations masks the place in the name of a police station: 〔住所〕警察署; which police is asked says where somebody lives.
func stations(s *source) {
	for _, m := range stationExpr().FindAllStringSubmatchIndex(s.text, -1) {
		long := strings.HasPrefix(s.text[m[4]:], "警察")
		if start := s.stationName(m[2], m[3], long); start < m[3] {
			s.strong(start, m[3], Address)
		}
	}
}

// stationName gives the start of the place's name in text[start:end], or end where there is only 所轄 or the like. With
// 警察署 any word is a name, with 署 alone only a proper or an unknown one.
func (s *source) stationName(start, end int, long bool) int {
	for _, k := range s.keep {
		if k.start < end && k.end > start {
			start = min(k.end, end)
		}
	}
	toks := s.tokens()
	a, b := s.covering(start, end)
	name := end
	for i := b - 1; i >= a; i-- {
		t := toks[i]
		from := max(t.Start, start)
		w := s.text[from:min(t.Start+len(t.Surface), end)]
		if notStations()[w] || stops()[w] && runes(w) > 1 || t.Is("助詞") && runes(w) > 0 && i == b-1 || t.Is("名詞", "副詞可能") {
			break
		}
		odd := t.Is("名詞", "固有名詞") || !t.Known || t.Is("名詞", "接尾", "地域") || name < end || runes(w) == 1 && i > a
		if !odd && !long {
			break
		}
		name = from
	}
	if w := s.text[name:end]; notStations()[w] || !long && !s.placeName(name, end) {
		return end
	}
	return name
}

// placeName is true where text[start:end] holds a proper or an unknown word and no ordinary word ends it.
func (s *source) placeName(start, end int) bool {
	a, b := s.covering(start, end)
	for _, t := range s.tokens()[a:b] {
		if t.Is("名詞", "固有名詞") && !plain()[t.Surface] || !t.Known {
			return true
		}
	}
	return false
}

var notStations = setOf("not-stations")

var (
	buildingExpr = find("buildings")
	railExpr     = pattern(`駅(?:前|西口|東口|南口|北口|構内|ビル)?`)
)

// buildings finds named buildings with floor and room, stations, and town halls.
func buildings(s *source) {
	for _, w := range buildingExpr().all(s.text) {
		m := [2]int{w.start, w.end}
		start := s.runBack(m[0], 8)
		_, last := s.covering(m[0], m[1])
		if t := s.tokens()[last-1]; t.Start+len(t.Surface) != m[1] {
			continue
		}
		if start < m[0] && s.proper(start, m[0]) && !s.stays(start, m[0]) {
			s.strong(start, s.rooms(m[1]), Address)
		}
	}
	for _, m := range railExpr().FindAllStringIndex(s.text, -1) {
		if start := s.runBack(m[0], 3); start < m[0] && s.proper(start, m[0]) && !s.stays(start, m[0]) {
			for s.stays(start, start+len(string(s.after(start)))) && start < m[0] {
				start += len(string(s.after(start)))
			}
			s.add(start, m[0], Address)
		}
	}
}
