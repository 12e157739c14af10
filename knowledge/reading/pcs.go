package reading

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	countOfMachines = regexp.MustCompile(`(` + numeral + `(?:\s?(?:\+|足す|プラス)\s?` + numeral + `)*)\s?(?:台|だい)`)
	computers       = re(`パソコン|pc|ノート|デスクトップ|デスク|据え置き|据置|一体型|端末|(?:windows|win) ?(?:[0-9.]+|xp)?|ウ[ィイ]ンドウズ ?(?:[0-9.]+)?|mac|マック|コンピュータ|マシン|サーフェス|surface|ダイナブック|dynabook|クロームブック|chromebook|レノボ|thinkpad|シンクパッド|ラップトップ`)
	otherMachines   = re(`サーバ|スマホ|スマートフォン|携帯|iphone|アイフォン|プリンタ|複合機|コピー機|nas|ルータ|カメラ|車|バイク|トラック|バス|リフト|ミシン|エアコン|タブレット|ipad|モニタ|レジ|テレビ|冷蔵庫|電話機|バックアップ用|録画機|usb|機械|ドアホン|インターホン|録画|センサー|ドローン|ロボット|券売機|自販機|スピーカー|ディスプレイ`)
	places          = re(`本社|支店|支社|営業所|工場|事務所|オフィス|会社|自宅|家|店|倉庫|現場|[0-9一二三]階`)

	// What stands before or behind a count that is not the number of all computers.
	partBefore  = re(`(?:うち|内|中)(?:の|、|で)?[^はも、。台]{0,6}$`)
	moreBefore  = re(`(?:(?:[んたないる])(?:の|やつ|もの)が|もう|あと|残りの?|別に|別の|(?:他|ほか)の?|さらに|新しく|追加で|各|毎|この|その|あの|例の|一人に?|ひとり|1人に?|今|いま|まだ|(?:今|いま)のところ|(?:感染|やられ|おかし|変|動かな|固ま|だめ|ダメ|被害|開け|暗号化|症状|止ま)[^。、]{0,8}(?:のは|のが|[いた]の)[^、。]{0,8})$`)
	notTheWhole = re(`^は?(?:windows|win|ウィンドウズ)?(?:11|10|8\.1|7|mac)(?:です|でし|だ)|^[はが](?:windows|win|ウィンドウズ)?(?:11|10|8\.1|7|mac)(?:で|、|。|$)|^(?:目|分|あたり|当たり|ずつ|とも)|^(?:だけ)?[^、。]{0,4}?(?:が|は|も|に|で|だけ)[^、。]{0,8}?(?:おかし|変(?:$|[^わ])|感染|壊れ|やられ|故障|動かな|動き|起動し|暗号化|警告|固ま|症状|真っ|止ま|青い|開け|つなが)|^(?:が|は|も|とも|だけ)?(?:やられ|感染し|おかし|故障|動かな|固ま|真っ(?:黒|青|暗)|だめ|ダメ)|^(?:も|だけ|とも|全部|すべて|を)?[^、。]{0,10}?(?:(?:切|抜|外|止め|消|直|変え|初期化す|入れ替え|買い替え|換え)[^、。]{0,2}(?:ば|た(?:方|ほう)|ない(?:と|で)|なきゃ|なければ)|(?:使|切|抜|外|止め|消|つな|動か)[^、。]{0,4}(?:て|で)も?(?:いい|ええ|良い|よい|大丈夫|平気)|までなら|まで無料)`)
	wished      = re(`^(?:ほど|くらい|ぐらい)?(?:を)?(?:買|購入|導入|欲し|ほし|増や|入れ替え|買い替え)`)
	takenBack   = re(`^(?:も(?:無|な(?:い|く|し|かっ)|あり?ま?せ)|半(?:分|端)?|[×x*✕✖])|^(?:です|だ)?(?:じゃな(?:く|い)|じゃのう|ではな(?:く|い|か)|でなく|は間違|って(?:言|書|答|伝)|と(?:言|書|答|伝|お伝え|申)|、? ?(?:いや|いえ|違|ちが|あ、))`)
	decimal     = re(`(?:[0-9][./]|[一二三四五六七八九十]・|[0-9一二三四五六七八九十]点)$`) // 3.5台 is no number of machines
	plus        = re(`^(?:です)?(?:と|、|,|\+|プラス|足す|に|それと|それに|および|ほかに|他に|あと|もう| )+$`)
	inAll       = re(`(?:全部で|合計で?|(?:^|[^時統設])計|全部|あわせて|合わせて|全体で|総数は?)[^、。台]{0,4}$`)
	oneAlone    = re(`(?:パソコン|pc)(?:は|が)?(?:一|1)(?:つ|個)(?:だけ|しか)?`)
)

// count is a number of machines that a text speaks of.
type count struct {
	n    int
	kind string // what tells these machines from the others counted: mac, win10, 本社; "" for computers as such
	all  bool   // said to be the whole
}

// readPCs counts the computers. Machines of another kind do not count, nor does a part of the whole
// (「うち1台」), a number taken back (「5台じゃなくて」) or the number of those in trouble.
// Computers of several kinds or places (「Mac4台とWindows1台」) are added up.
func readPCs(text string) (string, bool) {
	kinds := map[string]int{}
	whole, sum, stated := 0, 0, 0
	for _, c := range counts(text) {
		switch {
		case c.all:
			stated = c.n
		case c.kind == "":
			whole = max(whole, c.n)
		case kinds[c.kind] == 0:
			kinds[c.kind] = c.n
			sum += c.n
		}
	}
	total := max(whole, sum)
	if stated > 0 {
		total = stated
	}
	if total == 0 && oneAlone.MatchString(text) {
		total = 1
	}
	return strconv.Itoa(total), total > 0
}

func counts(text string) []count {
	var out []count
	if !holdsAny(text, []string{"台", "だい"}) {
		return nil
	}
	last, end := 0, -1 // where the last count ended, and the last that was taken
	for _, m := range countOfMachines.FindAllStringSubmatchIndex(text, -1) {
		n, ok := parseNumber(text[m[2]:m[3]])
		before, after := lastRunes(text[last:m[0]], 16), firstRunes(text[m[1]:], 20)
		follows := end == last
		last = m[1]
		if i := strings.LastIndexAny(before, sentenceEnd); i >= 0 {
			before = lastRunes(before[i:], 15)
		}
		switch {
		case !ok, decimal.MatchString(before), takenBack.MatchString(after), notTheWhole.MatchString(after), wished.MatchString(after):
			continue
		case len(out) > 0 && partBefore.MatchString(before):
			continue
		case follows && plus.MatchString(before): // 3台と2台
			if _, pc := kindOf("", after); pc {
				out[len(out)-1].n += n
				end = m[1]
			}
			continue
		case inAll.MatchString(before) && allOthers(before):
			continue
		case inAll.MatchString(before):
			out, end = append(out, count{n, "", true}), m[1]
			continue
		case moreBefore.MatchString(before):
			continue
		}
		if kind, pc := kindOf(before, after); pc {
			out, end = append(out, count{n, kind, false}), m[1]
		}
	}
	return out
}

// leadsTo stands between a count and what was counted: 4台ある防犯カメラ.
var leadsTo = re(`^(?:も)?(?:ある|あった|おいて(?:い)?る|置いて(?:い)?る|付け?て(?:い)?る|付いて(?:い)?る|使って(?:い)?る)?の?(?:うちの)?(?:防犯|監視|業務用?の?|古い|新しい)?`)

// allOthers reports whether a sum is one of other machines alone: ドアホンとカメラ合わせて3台.
func allOthers(before string) bool {
	return otherMachines.MatchString(strings.ReplaceAll(before, "機械", "")) && !computers.MatchString(before)
}

// another is a thing that is counted and is no machine that anybody here knows: タクシーを3台.
var another = re(`(?:[ァ-ヶ][ァ-ヶー]{2,}(?:が|は|を|も)?|[一-龠]{2,}を)$`)

// kindOf says of which computers a count speaks, by the last machine or place named before it. It
// is false when the machines are no computers, be they named before (「スマホ3台」) or right behind
// (「3台のスマホ」).
func kindOf(before, after string) (kind string, pc bool) {
	own, ownEnd := lastMatch(computers, before)
	other, _ := lastMatch(otherMachines, before)
	if own < 0 && other < 0 {
		if at := otherMachines.FindStringIndex(leadsTo.ReplaceAllString(after, "")); at != nil && at[0] == 0 {
			return "", false
		}
	}
	if other > own || own < 0 && another.MatchString(before) {
		return "", false
	}
	if place, end := lastMatch(places, before); place > own {
		return before[place:end], true
	}
	if own < 0 {
		return "", true
	}
	switch word := strings.TrimSpace(before[own:ownEnd]); word {
	case "パソコン", "pc":
		if strings.HasSuffix(before[:own], "ノート") {
			return "ノート", true
		}
		if strings.HasSuffix(before[:own], "デスクトップ") {
			return "デスクトップ", true
		}
		if place, end := lastMatch(places, before); place >= 0 {
			return before[place:end], true
		}
		return "", true
	case "端末", "コンピュータ", "マシン":
		return "", true
	default:
		return word, true
	}
}
