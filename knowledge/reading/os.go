package reading

import (
	"regexp"
	"strings"
)

const winName = `(?:windows|windods|window|ウ[イィ]ン(?:ドウ|ドー|ドオ|ド)ズ?|うぃんど(?:う|ー)ず|ういんど(?:う|ー)ず|(?:^|[^a-z])win|(?:^|[^a-z])w)`

// systems tells systems apart in folded text. The order matters: the version before the bare name.
var systems = []struct {
	value string
	words []string // one of them stands in every spelling
	re    *regexp.Regexp
}{
	{"windows11", []string{"11", "イレブン"}, windows(`11|イレブン`)},
	{"windows10", []string{"10", "テン"}, windows(`10|テン`)},
	{"windows8.1", []string{"8"}, windows(`8\.1|8`)},
	{"windows7", []string{"7", "七", "セブン"}, windows(`7|七|セブン`)},
	{"windows", []string{"xp", "vista", "2000", "95", "98", "me"}, windows(`xp|vista|2000|95|98|me`)},
	{"windows", []string{"win", "ズ", "ず"}, re(`windows|windods|うぃんど(?:う|ー)ず|ういんど(?:う|ー)ず|ウ[イィ]ン(?:ドウ|ドー|ドオ|ド)ズ|(?:^|[^a-z])win(?:dows)?`)},
	{"mac", []string{"mac", "マ", "まっく"}, re(`(?:^|[^ぁ-ん])まっく(?:ぶっく)?(?:です|$|[をはがのでに、。])|(?:^|[^a-z])(?:mac(?:book|os|mini| ?pro| ?air)?|imac)|(?:^|[^ァ-ヶー])マック(?:ブック)?|マッキントッシュ`)},
	{"iphone", []string{"phone", "アイ", "あい", "ios", "ipad", "ipod"}, re(`iphone|i-phone|アイフォン|アイホン|あいふぉん|(?:^|[^a-z])ios|ipad|アイパッド|ipod`)},
	{"android", []string{"android", "アンドロ", "galaxy", "ギャラ", "xperia", "エクスペ", "pixel", "aquos", "arrows", "らくらく"}, re(`android|アンドロイド|galaxy|ギャラクシー|xperia|エクスペリア|(?:^|[^a-z])pixel|aquos|arrows|らくらくスマートフォン`)},
	{"chromebook", []string{"chrome", "クローム"}, re(`chromebook|クロームブック|chromeos`)},
	{"linux", []string{"linux", "ubuntu", "リナ", "centos"}, re(`linux|ubuntu|リナックス|centos`)},
}

func windows(version string) *regexp.Regexp {
	return re(winName + `\s?(?:os|の|は)?\s?(?:` + version + `)`)
}

var (
	notThisOne = re(`^[^、。]{0,6}?(?:じゃな(?:く|い)|じゃのうて|ではな(?:く|い)|でな(?:く|い)|じゃありません|ではありません|はやめ)`)
	// aProduct is a thing that only bears the system's name.
	aProduct = re(`^ ?(?:のサポート|サポート|defender|ディフェンダー|セキュリティ|のライセンス|ライセンス|(?:の[^、。]{1,12})?(?:を名乗|を装|をかた|に見せかけ)|の偽|ロゴ|のロゴ|の店|で(?:食べ|買っ|バイト|働))`)
	// versionAfter is the version in a correction that does not repeat the name: Windows10じゃなくて11でした.
	versionAfter = re(`^[^、。]{0,6}?(?:じゃな(?:く|い)て?|ではな(?:く|い)て?|でなくて?)[、 ]?(11|10|8\.1|8|7)(?:[^0-9.台]|$)`)
	replaced     = re(`^から(?:windows|win|ウ[イィ]ンドウズ)? ?(11|10|8\.1|8)(?:に|へ)[^、。]{0,8}?(?:た(?:$|[^い])|まし|済)`)
	// numbered are the versions that are told by the bare number.
	numbered = map[string]string{"11": "windows11", "10": "windows10", "8.1": "windows8.1", "8": "windows8.1", "7": "windows7"}
)

// readOS names the system that the text speaks of and does not take back. Several versions of Windows are Windows;
// of several systems it does not choose.
func readOS(text string) (string, bool) {
	found := map[string]bool{}
	for _, s := range systems {
		if !holdsAny(text, s.words) {
			continue
		}
		for _, at := range s.re.FindAllStringIndex(text, -1) {
			if !wordEnds(text, at[1]) {
				continue
			}
			rest := text[at[1]:]
			if m := versionAfter.FindStringSubmatch(rest); m != nil && strings.HasPrefix(s.value, "windows") {
				return numbered[m[1]], true
			}
			if m := replaced.FindStringSubmatch(rest); m != nil {
				return numbered[m[1]], true
			}
			if !notThisOne.MatchString(rest) && !usingIt.MatchString(rest) && !counted(s.value, rest) && !aProduct.MatchString(rest) {
				found[s.value] = true
			}
		}
	}
	return oneSystem(found)
}

func oneSystem(found map[string]bool) (string, bool) {
	value, versions := "", 0
	for v := range found {
		switch {
		case !strings.HasPrefix(v, "windows"):
			if len(found) > 1 {
				return "", false
			}
			return v, true
		case v != "windows":
			value = v
			versions++
		}
	}
	if versions != 1 && len(found) > 0 {
		value = "windows"
	}
	return value, value != ""
}

// counted reports whether phones are only counted (iPad10台): what is asked is the system of the machine in trouble.
func counted(value, rest string) bool {
	at := countOfMachines.FindStringIndex(rest)
	return (value == "iphone" || value == "android") && at != nil && strings.TrimLeft(rest[:at[0]], " がはを") == ""
}
