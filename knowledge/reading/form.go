package reading

import (
	"regexp"
	"strings"
)

// told is what the form of a verb tells of a deed.
type told int

const (
	nothing told = iota // not a form of the verb, or only asked, supposed, demanded, wished for
	done                // 払った, 払っちゃいました, 払わされた, 払って、
	undone              // 払ってない, 払わずに, 払いそうになった, 払おうとした, 払えと言われただけ
)

// formsOf keeps what is the same for every verb of a bend.
var formsOf = map[bend]forms{}

func init() {
	for _, b := range bends {
		formsOf[b] = b.forms()
	}
}

var (
	// between may stand between the noun and the する of a verb: 電話はまだしていません.
	between = re(`^(?:まで|など|とか|なんか|自体)?(?:は|を|も|が|ば)?(?:まだ|一切|全然|全く|絶対に?|特に|一度も|、(?:はい|ええ|うん|いいえ)、)?`)

	teUndone = re(`^(?:は|も|なんか|まで)?(?:い|お)?(?:な(?:い|かった|くて|く、)|ねえ|ねー|ね。|ませ(?:ん|ぬ)|りませ|らず|らん|らない|へん|ひん|ん(?:です|よ|$|。|かった))`)
	teNearly = re(`^しま(?:いそう|うところ)`)
	tePast   = re(`^(?:ん(?:けど|ねん)|しま(?:った|いました|いよった|いよりました)|しも(?:うた|た)|も(?:うた|た)|まった|もら(?:った|いました)|き(?:た|ました)|み(?:た|ました)|い(?:た|ました)|おりました|ました|た|おった|あった|ありました)`)
	// teHappened is done, whatever is asked behind it: 入れてしまって、どうすれば.
	teHappened = re(`^しま(?:って|い)(?:、|ます?て|$|。|どう|困|怖|心配|焦|不安|[^もはうえそまい])`)
	teState    = re(`^(?:は(?:った|ります|りました)|しま(?:って|い)|しもて|もうて|まって|もらって|きて|い(?:て|ます|る)|おり(?:ます|まして|、)|(?:る|ます)(?:$|[^と])|ある|あり|から|以降|以来|すぐ|その|あと|今(?:$|、))`)
	// stateAsked follows a state that is asked about: 盗まれてる?
	stateAsked = re(`^(?:い|お)?(?:る|ます|り(?:ます)?)(?:の|ん|んです|のです)?(?:\?|か(?:な|ね|しら)?(?:$|[。?!]))`)
	teAsks     = re(`^(?:おいた(?:ほう|方)|み(?:ます|る)(?:$|[。、とね])|おきます|こい|来い|しま(?:う|え)|くださ|下さ|くれ|ほし|欲し|頂|いただ|もいい|も(?:大丈夫|平気|良|よ|ok|問題)|は(?:いけ|だめ|ダメ|なら)|いい|良い|も|み(?:たい|よう)|おき|と(?:言|い)|は)`)

	chaPast   = re(`^(?:った|いました)`)
	chaDone   = re(`^(?:って(?:、|$|。|どう|困|怖|心配|て|る|ます)|いまして)`)
	chaGoesOn = re(`^(?:って|いまして|い、)`)
	chaNearly = re(`^(?:いそう|うところ)`)

	toUndone = re(`^(?:らん|らへん|りませ|らず|らない)`)
	toPast   = re(`^(?:った|りました|いた|きました|ったとです|らした)`)
	toState  = re(`^(?:る|ります|って|ったわ|んの)`)

	masuPast   = re(`^(?:ました|よ(?:った|りました|らした|っとった|るんです)|は(?:った|りました)|(?:いた|致)しました|し(?:ました|た|てしま))`)
	masuUndone = re(`^(?:ませんでした|ませんで|まへん|は(?:して(?:い|お)?(?:な|ま|り)|しな|しませ)|もして(?:い)?(?:な|ま))`)
	masuNearly = re(`^(?:そうに(?:な[っり]|して)|そうだった|かけ(?:た|て|まし|、|ました)|かかった|損ね)`)
	// masuMore are verbs that say how a deed was carried through: 払い続けていた, 入れ直した, 送り返してしまった.
	masuMore   = re(`^(?:まで|だけ|とか|など)(?:は|を)?(?:し(?:た|ました|てしま|ても|ちゃ)|やっ(?:た|てしま|ちゃ))|^(?:続け|終え|始め|すぎ|過ぎ|済ませ|つけ)(?:た|て|まし|ちゃ)|^(?:終わ|切|き)(?:っ[たてちと]|りまし)|^込(?:んだ|んで|みまし|んじゃ)|^(?:直|返|通)し(?:た|て|まし|ちゃ)|^合(?:った|って|いまし)`)
	masuDone   = re(`^(?:済|ずみ|まして)`)
	masuGoesOn = re(`^、`)

	naiUndone = re(`^(?:(?:な|ん|へん)かった(?:[^ら]|$)|なくて|へん|ひん|ず(?:に|、|。|$|閉|切|消|済|じま|終|放)|ないで(?:い|お|そのまま|切|閉|消|済|、|。|$)|ないまま|ないうち)`)
	forced    = re(`^(?:さ)?(?:せ)?られ|^され`)
	forcedIn  = re(`^(?:た|ました|て(?:しま|、|い))`)

	willNearly = re(`^うと(?:し|思(?:った|いましたが|っていた))|^うか(?:と|迷)(?:思った|迷った|迷いました|しました)`)
	suruUndone = re(`^(?:せずに?(?:$|[^は])|せんかった|せえへん)`)
	suruForced = re(`^させられ(?:た|て|ました)|^させられちゃ`)
	suruOver   = re(`^(?:まで|を|が|は|も)*(?:(?:完了|確定)(?:し(?:た|て|ま)|です|済|に?な|。|$)|(?:済ませ|終え)(?:た|て|まし)|(?:済ん|すん)[でだ]|(?:終わ|通|と)っ[たて]|(?:終わ|通)りまし)|^(?:済|ずみ|(?:を)?(?:いた|致)し(?:ました|た|てしま)|させていただ(?:いた|きました)|をして(?:しま|い))`)

	// notYet is a deed from which something kept one in the last moment: 振り込む寸前で, 押す前に気づいた.
	notYet = re(`^[うくすむるぶつ]?(?:る)?(?:の)?(?:寸前|直前|手前|前に(?:気|や|閉|切|止|怪|電源)|ところで(?:気|や|止)|ところで(?:し|だっ)|途中で(?:や|気|止|閉|切|怖))`)
	// cameTo is what one was brought to: 払うはめになった.
	cameTo    = re(`^[うくすむるぶつ](?:る)?(?:羽目|はめ|ハメ)に`)
	onlyAsked = re(`^[^、。!?]{0,10}?(?:言われ|求められ|指示され|要求され|頼まれ|誘われ|請求され)(?:た|まし)[^、。]{0,2}(?:だけ|のみ)`)
	brokeOff  = re(`^[^。!?]{0,8}(?:途中で|最後までは)(?:やめ|止め|閉じ|切っ|し(?:て|な))`)
)

// read says what the text behind the verb's root tells of the deed, and how far the form reaches.
func (v verb) read(rest string) (told, int) {
	if v.bend == suru {
		skip := len(between.FindString(rest))
		if t, n := v.form(rest[skip:]); n > 0 {
			return t, skip + n
		}
	} else if t, n := v.form(rest); n > 0 {
		return t, n
	}
	if m := cameTo.FindString(rest); m != "" {
		return done, len(m)
	}
	for _, never := range []*regexp.Regexp{notYet, onlyAsked} {
		if m := never.FindString(rest); m != "" {
			return undone, len(m)
		}
	}
	return nothing, 0
}

// form reads the forms that the bend of the verb has. A length of 0 means that there is none.
func (v verb) form(rest string) (told, int) {
	f := formsOf[v.bend]
	if n := prefixLen(rest, f.cha); n > 0 {
		return whole(readCha(rest[n:]), n)
	}
	if n := prefixLen(rest, f.ta); n > 0 {
		return past(rest[n:]), n
	}
	if n := prefixLen(rest, f.te); n > 0 {
		return whole(readTe(rest[n:]), n)
	}
	if n := prefixLen(rest, f.to); n > 0 {
		if r := readTo(rest[n:]); r.n > 0 {
			return whole(r, n)
		}
	}
	if v.bend == suru {
		if r := readSuru(rest); r.n > 0 {
			return r.told, r.n
		}
	}
	if strings.HasPrefix(rest, v.bend.will) {
		if m := willNearly.FindString(rest[len(v.bend.will):]); m != "" {
			return undone, len(v.bend.will) + len(m)
		}
	}
	if strings.HasPrefix(rest, v.bend.nai) {
		if r := readNai(rest[len(v.bend.nai):]); r.n > 0 {
			return whole(r, len(v.bend.nai))
		}
	}
	if strings.HasPrefix(rest, v.bend.masu) {
		if r := readMasu(rest[len(v.bend.masu):]); r.n > 0 {
			return whole(r, len(v.bend.masu))
		}
	}
	return nothing, 0
}

// tail is what an ending tells, and its length.
type tail struct {
	told told
	n    int
}

// whole adds the length of what stood before the ending.
func whole(r tail, before int) (told, int) { return r.told, before + r.n }

func readTe(rest string) tail {
	switch {
	case teUndone.MatchString(rest):
		return denied(rest, teUndone)
	case teNearly.MatchString(rest):
		return tail{undone, len(teNearly.FindString(rest))}
	case tePast.MatchString(rest):
		n := len(tePast.FindString(rest))
		return tail{past(rest[n:]), n}
	case teHappened.MatchString(rest):
		return tail{done, len(teHappened.FindString(rest))}
	case teState.MatchString(rest):
		n := len(teState.FindString(rest))
		if stateAsked.MatchString(rest) {
			return tail{nothing, n}
		}
		return tail{goesOn(rest[n:], done), n}
	case teAsks.MatchString(rest):
		return tail{nothing, 1}
	}
	if rest == "" || strings.ContainsAny(firstRunes(rest, 1), sentenceEnd) {
		return tail{} // 「教えて。」 asks; what ends in 押して may be either
	}
	return tail{goesOn(rest, done), 0}
}

// denied reads a form of not having done. 「払っていないと」 and 「払ってないなら」 only suppose it.
func denied(rest string, ending *regexp.Regexp) tail {
	n := len(ending.FindString(rest))
	if unfulfilled.MatchString(rest[n:]) {
		return tail{nothing, n}
	}
	return tail{undone, n}
}

// unfulfilled follows a not-form that is supposed, asked for or taken back.
var unfulfilled = re(`^(?:と(?:[^思]|$)|なら|場合|ですか|の\?|でしょうか|か(?:と|\?)|\?|でくだ|です?よね\?|ければ|(?:です|でした)?と(?:言いました|書きました|答えました|伝えました|お伝えしました)(?:が|けど))`)

func readCha(rest string) tail {
	if m := chaPast.FindString(rest); m != "" {
		return tail{past(rest[len(m):]), len(m)}
	}
	if m := chaDone.FindString(rest); m != "" {
		return tail{done, len(m)}
	}
	if m := chaGoesOn.FindString(rest); m != "" {
		return tail{goesOn(rest[len(m):], done), len(m)}
	}
	if m := chaNearly.FindString(rest); m != "" {
		return tail{undone, len(m)}
	}
	return tail{nothing, 0}
}

func readTo(rest string) tail {
	if m := toUndone.FindString(rest); m != "" {
		return denied(rest, toUndone)
	}
	if m := toPast.FindString(rest); m != "" {
		return tail{past(rest[len(m):]), len(m)}
	}
	if m := toState.FindString(rest); m != "" {
		return tail{done, len(m)}
	}
	return tail{}
}

func readSuru(rest string) tail {
	if m := suruUndone.FindString(rest); m != "" {
		return tail{undone, len(m)}
	}
	if m := suruForced.FindString(rest); m != "" {
		return tail{past(rest[len(m):]), len(m)}
	}
	return tail{done, len(suruOver.FindString(rest))}
}

func readNai(rest string) tail {
	if m := naiUndone.FindString(rest); m != "" {
		return denied(rest, naiUndone)
	}
	if m := forced.FindString(rest); m != "" {
		if in := forcedIn.FindString(rest[len(m):]); in != "" {
			return tail{past(rest[len(m)+len(in):]), len(m) + len(in)}
		}
		if masuNearly.MatchString(rest[len(m):]) {
			return tail{undone, len(m)}
		}
	}
	return tail{}
}

func readMasu(rest string) tail {
	if m := masuPast.FindString(rest); m != "" {
		return tail{past(rest[len(m):]), len(m)}
	}
	for _, never := range []*regexp.Regexp{masuUndone, masuNearly} {
		if m := never.FindString(rest); m != "" {
			return denied(rest, never)
		}
	}
	if m := masuMore.FindString(rest); strings.HasSuffix(m, "て") {
		r := readTe(rest[len(m):])
		return tail{r.told, len(m) + r.n}
	} else if m != "" {
		return tail{past(rest[len(m):]), len(m)}
	}
	if m := masuDone.FindString(rest); m != "" {
		return tail{done, len(m)}
	}
	if m := masuGoesOn.FindString(rest); m != "" {
		return tail{goesOn(rest[len(m):], done), len(m)}
	}
	return tail{}
}

// prefixLen is the length of the first of the prefixes that rest begins with, or 0.
func prefixLen(rest string, prefixes []string) int {
	for _, p := range prefixes {
		if strings.HasPrefix(rest, p) {
			return len(p)
		}
	}
	return 0
}
