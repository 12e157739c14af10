package reading

import "regexp"

// devices tells machines apart in folded text.
var devices = []struct {
	value string
	words []string // one of them stands in every spelling
	re    *regexp.Regexp
}{
	{"website", []string{"ホームページ", "サイト", "hp"}, re(`ホームページ|ウェブサイト|webサイト|(?:会社|うち|店|自社|当社)の(?:サイト|hp)|自社サイト|自社hp|サイト|(?:^|[^a-z])hp`)},
	{"nas", []string{"nas", "ステーション"}, re(`(?:^|[^a-z])nas|リンクステーション|テラステーション`)},
	{"router", []string{"ルータ"}, re(`ルーター?`)},
	{"server", []string{"サーバ"}, re(`サーバー?`)},
	{"tablet", []string{"タブ", "ipad", "アイパ"}, re(`タブレット|ipad|アイパッド`)},
	{"phone", []string{"スマ", "携帯", "phone", "アイ", "android", "アンドロ", "galaxy", "ギャラ", "xperia", "エクスペ", "ガラケー"}, re(`スマホ|スマートフォン|携帯|iphone|アイフォン|アイホン|android|アンドロイド|galaxy|ギャラクシー|xperia|エクスペリア|ガラケー`)},
	{"other", []string{"複合機", "プリンタ", "コピー機", "fax", "カメラ", "録画機", "レジ"}, re(`複合機|プリンター?|コピー機|fax|カメラ|録画機|レジ`)},
	{"pc", []string{"パソコン", "pc", "ノート", "デスク", "win", "ウィン", "mac", "マック"}, re(`パソコン|(?:^|[^a-z])pc|ノート(?:パソコン|pc)?|デスクトップ|windows|ウィンドウズ|(?:^|[^a-z])(?:macbook|imac|mac)|マック(?:ブック)?`)},
}

var (
	// hasTrouble follows the machine that the trouble is with: 「スマホに警告が出た」, 「サーバーが止まって」.
	hasTrouble  = re(`^(?:さん)?(?:の画面|の管理画面|の中身|の動き|のファイル|のデータ|の方|のほう)?(?:が|に|は|で|も|から|を(?:開|起動|立ち上げ|つけ|使))[^。!?]{0,16}?(?:重い|重く|遅い|遅く|固まっ|固まり|動かな|動きま|起動しな|起動しま|警告|ウイルス|ウィルス|感染|おかし|変な|へんな|偽の|妙な|乗っ取|フリーズ|暗号化|開けなく|消えな|止まっ|止まり|再起動|勝手に|遠隔|つながらな|繋がらな|入れな|攻撃され|出ました|やられ|ブルースクリーン|消えた|消えて|消えま|ピーピー|ポップアップ|映らな)`)
	siteTrouble = re(`^(?:が|は|を|も)?[^。!?]{0,12}?(?:改ざん|書き換え|書き替え|真っ白|表示され(?:な|ま)|落ちて|飛ぶよう|飛ばされ|乗っ取|見られな|止まっ|攻撃され)`)
	// instead stands before the machine that is meant instead of another: スマホじゃなくて、パソコンのほうです.
	instead  = re(`(?:スマホ|携帯|タブレット|パソコン|pc|サーバー?|nas|ルーター?|プリンター?|機械)の?(?:方|ほう)?(?:じゃな|ではな|でな)(?:く|い)(?:て)?、?[^、。]{0,8}$`)
	theOne   = re(`^(?:の(?:ほう|方))?(?:です|でした|だ|、|。|!|$)`)
	usingIt  = re(`^(?:から|で)[^、。]{0,4}?(?:書い|書き|送っ|送り|打っ|連絡し|相談し)`)
	onlyUsed = re(`^で(?:ネット|ホームページ|メール|動画|調べ)`)
)

// readDevice names the one machine that has the trouble; when several may, it leaves the question open.
func readDevice(text string) (string, bool) {
	found := ""
	for _, d := range devices {
		if !holdsAny(text, d.words) {
			continue
		}
		for _, at := range d.re.FindAllStringIndex(text, -1) {
			if !inTrouble(d.value, text, at) {
				continue
			}
			if found != "" && found != d.value {
				return "", false
			}
			found = d.value
		}
	}
	return found, found != ""
}

func inTrouble(device, text string, at []int) bool {
	if !wordEnds(text, at[1]) {
		return false
	}
	end := at[1]
	before, behind := sentenceAround(text, at[0], end)
	switch {
	case instead.MatchString(before) && theOne.MatchString(behind):
		return true
	case notThisOne.MatchString(behind), usingIt.MatchString(behind), onlyUsed.MatchString(behind):
		return false
	case supposed(before), byOthers(before+text[at[0]:end], behind):
		return false
	case device == "website":
		return siteTrouble.MatchString(behind) && !onlyAskedAbout(siteTrouble.ReplaceAllString(behind, ""))
	}
	m := hasTrouble.FindString(behind)
	return m != "" && !onlyAskedAbout(behind[len(m):])
}
