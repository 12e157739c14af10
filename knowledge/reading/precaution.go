package reading

import (
	"regexp"

	"madoguchi/knowledge"
)

var (
	asksToPrepare = regexp.MustCompile(`防[ぐぎげ]|予防|備え(?:る|た[いら]|は|を|て|方)|見分け|心得|注意点|気をつけ|ようにする(?:に|方法|こつ)|ないために|ための(?:工夫|方法|対策|手順|ルール|準備)|手口|とは(?:何|なん|どう|\?|$)|教えるには|ルール(?:を|は)|どんな(?:被害|こと|攻撃)|仕組み|やり方|作りたい|つくりたい|知っておき|勉強|対策(?:は|を|って|とか|方法|として|について|したい|すれば)|守るには|守りたい|使う(?:には|ときの|時の)|安全に使`)
	reportsHarm   = regexp.MustCompile(`され(?:た|て(?:い|し|る|お)|まし)|してしま|ちゃ(?:った|いま)|じゃ(?:った|いま)|なくな(?:った|って|りま)|出て(?:い|き|る|ま)|届(?:いた|いて|きま)|来(?:た|ました|て(?:い|る|ま))|られ(?:た|て(?:い|し|る)|まし)|始まっ|止まっ|なりました|なった(?:。|!|$|の)|見つか(?:った|り)|入れ(?:た|ました)|払(?:った|いま)|やられ|届かない|開けない|消え(?:た|て)|できなく|不正(?:な|に)`)
)

// Precaution reports whether a text asks how to be prepared, or about things in general, rather than telling of something
// that has happened.
func Precaution(text string) bool {
	folded := knowledge.Fold(text)
	return asksToPrepare.MatchString(folded) && !reportsHarm.MatchString(folded)
}
