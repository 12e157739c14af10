package reading

import (
	"regexp"

	"madoguchi/knowledge"
)

// deed says which fact follows when somebody does something to something; patterns/deeds/table.txt holds them.
type deed struct {
	slot, value string     // the fact when it was done; when it was not, the slot is knowledge.No
	verbs       []verb     //
	objects     []*pattern // one must be named before the verb, none for nothing
	unless      []*pattern // words before the verb that make it another deed
	wholeText   bool       // the objects may be named anywhere in the text
	toSuspect   bool       // it is no such deed when it was done to somebody named: 息子に電話した
	apart       bool       // the words that make it another may stand anywhere before the verb
	only        told       // if set, the other reading tells nothing (not hanging up is no fact)
}

// deeds are all that is read from verbs, for each slot the riskiest first.
var deeds = readDeedTable()

var (
	notTheSuspect = re(`([^、。 にへ]{1,12})(?:に|へ|のほうに|の方に)(?:は|も|なら|すぐ|まず|さっき|先に|昨日|今朝|今|再度|直接|何度か|折り返し)*(?:電話|連絡|tel)?(?:を|で|は|も)?$`)
	suspect       = re(`番号|国際電話|着信|連絡先|ダイヤル|そこ|そちら|そっち|これ|それ|相手|向こう|サポートセンター|サポート窓口|サポート$|センター|画面|警告|表示|ところ|先$|0120|050|書い|名乗る|偽|怪しい`)
	timeWord      = re(`(?:前|後|時|とき|日|朝|夜|晩|夕方|すぐ|ため|頃|ころ|曜|まま|勝手|途中|最初|先|一緒|本当|間|うち|さら|つい|実際|何回|慌て|ほか|他)$`)
)

// several are the slots that hold all that was done, those of slots.yaml with several; of the others the riskiest deed counts.
var several = map[string]bool{"paid": true, "typed_in": true, "did": true, knowledge.SlotFacing: true}

// negated is a thing that is named only to say that it was another: カードじゃなくて銀行のほうです.
var negated = regexp.MustCompile(`[^、。 ]{1,14}?(?:では|じゃ|や)な(?:く|い)(?:て|けど)?、?|[^、。 ]{1,10}ではありませんが、?`)
