package reading

import "regexp"

// deed says which fact follows when somebody does something to something.
type deed struct {
	slot, value string         // the fact when it was done; when it was not, the slot is knowledge.No
	verbs       []verb         //
	object      *regexp.Regexp // what must be named before the verb, nil for nothing
	unless      *regexp.Regexp // words before the verb that make it another deed, nil for none
	toSuspect   bool           // it is no such deed when it was done to somebody named: 息子に電話した
	only        told           // if set, the other reading tells nothing (not hanging up is no fact)
}

// Words for the things that deeds are done to.
var (
	prepaidCards = re(`プリペイド|プリペード|電子マネー|ギフト|itunes|アップルカード|アイチューンズ|(?:グーグル|google) ?(?:プレイ|play)|コンビニ.{0,12}カード|ビットキャッシュ|ウェブマネー|webmoney|アマゾン(?:カード|ギフト)|ビットコイン|仮想通貨|暗号資産|ペイペイ|paypay|楽天ペイ|(?:^|[^a-z])d払い|aupay|バーコード決済|コード決済`)
	creditCards  = re(`クレジット|クレカ|カード`)
	money        = re(`お金|金額|現金|[0-9万千百]円|[0-9一二三四五六七八九十]万|身代金|代金|大金`)
	banks        = re(`口座|銀行|atm|信金|信用金庫|信用組合|郵便局|ゆうちょ|農協`)
	account      = re(`口座番号|暗証番号|契約者番号|契約者id|(?:ネットバンキング|ネットバンク|インターネットバンキング)の|乱数表|第二暗証|キャッシュカード|銀行の(?:パスワード|情報|id)`)
	cardNumber   = re(`(?:クレジット|クレカ|カード)(?:の|カード)*(?:番号|情報|no|裏)|セキュリティコード|クレカ|クレジットカード`)
	oneTimeCode  = re(`認証コード|認証番号|確認コード|確認番号|ワンタイム|otp|[46四六]桁|smsの(?:番号|コード|数字)|(?:sms|ショートメール)(?:で|に)(?:届|来)いた(?:番号|コード|数字)`)
	password     = re(`パスワード|ぱすわーど|パス(?:を|も|は|、|$)|pw|(?:^|[^a-z])id(?:と|や|、|を|・|は|も)|ログイン情報|アカウント情報`)
	personal     = re(`住所|名前|氏名|電話番号|携帯番号|個人情報|メールアドレス|メアド|生年月日|誕生日|免許証|マイナンバー|保険証|会社名`)
	attachments  = re(`添付|zip|ジップ|エクセル|excel|ワード(?:の|を|ファ)|word|マクロ|(?:^|[^a-z])exe|pdf|圧縮|請求書|ファイル|コンテンツの有効化`)
	links        = re(`リンク|url|ユーアールエル|アドレス|青い文字|バナー|ショートメール|sms`)
	buttons      = re(`ボタン|確認する|続ける|「はい」`)
	something    = re(`何か|なにか|なんか|何やら|変なもの`)
	programs     = re(`アプリ|ソフト|プログラム|apk|拡張機能|プロファイル`)
	remotely     = re(`遠隔|リモート|画面共有|teamviewer|anydesk|チームビューア|エニーデスク|ultraviewer`)
	machine      = re(`パソコン|pc|画面|マウス|スマホ|カーソル|向こう|相手|犯人|外から`)
	callNumber   = re(`電話|tel|番号|連絡先|フリーダイヤル|サポートセンター`)
	shownNumber  = re(`番号|連絡先|フリーダイヤル|窓口と書`)
	onThePhone   = re(`電話で|電話が(?:かかって|掛かって|あって|来て|きて)|電話口|相手(?:の人)?と|(?:男|女|人)(?:の人|性)?と|オペレータ`)
)

// Words that make a deed a different one.
var (
	helper        = re(`銀行|警察|カード会社|クレジット会社|ipa|相談|消費|メーカー|保守|ベンダー|サポート会社|プロバイダ|携帯会社|キャリア|弁護士|役所|本社|上司|社長と|公式|110|119|息子|娘|家族|友人|知人|取引先|お客`)
	notTheSuspect = re(`([^、。 にへ]{1,12})(?:に|へ|のほうに|の方に)(?:は|も|なら|すぐ|まず|さっき|先に|昨日|今朝|今|再度|直接|何度か|折り返し)*(?:電話|連絡|tel)?(?:を|で|は|も)?$`)
	suspect       = re(`番号|連絡先|ダイヤル|そこ|そちら|そっち|これ|それ|相手|向こう|サポートセンター|サポート窓口|画面|警告|表示|ところ|先$|0120|050|書い|名乗る|偽|怪しい`)
	timeWord      = re(`(?:前|後|時|とき|日|朝|夜|晩|夕方|すぐ|ため|頃|ころ|曜|まま|勝手|途中|最初|先|一緒|本当|間|うち|さら|つい|実際|何回|慌て|ほか|他)$`)
	otherPayment  = re(`払い戻|不正|勝手|知らない(?:間|うち)|身に覚え|覚えのない|税金|給料|給与|保険料|会費|家賃|リース|電話代|保守料|毎月|月々|毎年|契約料|仕入|請求書を送`)
	ownPassword   = re(`変更|新しい|再設定|忘れ|正しい|自分の(?:id|パス)|ロックを|会計|伝票|勝手に|無断|覚え`)
	innocentApps  = re(`対策|セキュリティ|ウイルスソフト|ウィルスソフト|会計|業務|給与|windows|新しい|正規|公式の`)
	otherCards    = re(`プリペイド|ギフト|電子マネー|sdカード|名刺|コンビニ|itunes|google|グーグル`)
	otherPress    = re(`電源|閉じる|受信拒否|報告|キー|シャッター|エンター|キャンセル|添付|ファイル`)
	notAnObject   = re(`ホームページ|フォルダ|なっ|開けなく|nas`)
	maintenance   = re(`保守|業者(?:さん)?(?:が|は|に)|サポート会社|ベンダー|システム会社|情シス`)
)

// deeds are all that is asked about, for each slot the riskiest first.
var deeds = []deed{
	{slot: "called", value: "yes", verbs: ring, object: re(callNumber.String() + `|^$`), unless: helper, toSuspect: true},
	{slot: "called", value: "yes", verbs: join(phone, callBack), unless: helper, toSuspect: true},
	{slot: "called", value: "yes", verbs: contact, object: shownNumber, unless: helper, toSuspect: true},
	{slot: "called", value: "yes", verbs: pickUp, object: re(`電話(?:に|は|には)|着信(?:に|は|には)`), unless: helper},
	{slot: "called", value: "yes", verbs: talk, object: onThePhone, unless: helper},
	{slot: "called", value: "yes", verbs: tell, object: re(`電話(?:で|口)`), unless: helper, only: done},
	{slot: "called", value: "yes", verbs: listen, object: re(`電話`), unless: helper, only: done},
	{slot: "called", value: "yes", verbs: beTold, object: re(`電話(?:口|の(?:相手|人|男|女)|で(?:話|聞))`), unless: helper, only: done},
	{slot: "called", value: "yes", verbs: hangUp, object: re(`電話を?$`), unless: helper, only: done},

	{slot: "remote_control", value: "yes", verbs: join(letControl, beControlled, permit, putIn, install, beGiven), object: remotely, unless: maintenance},
	{slot: "remote_control", value: "yes", verbs: join(letControl, verbs(ichidan, "操作され", "操作もされ", "操作までされ", "動かされ", "いじられ", "操られ")), object: machine, unless: re(`保守|業者さん|ベンダー|ひとりでに`)},
	{slot: "remote_control", value: "yes", verbs: verbs(ichidan, "操作させ", "操作もさせ", "操作はさせ", "操作まではさせ"), unless: maintenance, only: undone},
	{slot: "remote_control", value: "no", verbs: beRefused, object: remotely, only: done},

	{slot: "paid", value: "prepaid", verbs: join(buy, beMadeBuy, pay, send, tell, settle, hand, deposit), object: prepaidCards},
	{slot: "paid", value: "card", verbs: join(pay, settle, buy), object: creditCards, unless: re(otherPayment.String() + `|番号|情報|プリペイド|ギフト|(?:カード)?会社|itunes|使え`)},
	{slot: "paid", value: "transfer", verbs: transfer, unless: otherPayment},
	{slot: "paid", value: "transfer", verbs: join(deposit, pay), object: banks, unless: otherPayment},
	{slot: "paid", value: "transfer", verbs: send, object: re(`(?:` + money.String() + `)[^。]{0,12}(?:` + banks.String() + `)|(?:` + banks.String() + `)[^。]{0,12}(?:` + money.String() + `)`), unless: otherPayment},
	{slot: "paid", value: "yes", verbs: join(pay, deposit), unless: re(otherPayment.String() + `|カード会社|年会費`)},
	{slot: "paid", value: "yes", verbs: join(hand, beRobbed, send), object: re(money.String() + `|(?:^|[、。 ])金(?:を|が|は|も)?$`), unless: otherPayment},

	{slot: "typed_in", value: "bank", verbs: join(enter, putIn, tell, write, beStolen), object: account},
	{slot: "typed_in", value: "card", verbs: join(enter, putIn, tell, write), object: cardNumber, unless: otherCards},
	{slot: "typed_in", value: "code", verbs: join(enter, putIn, tell, write, send), object: oneTimeCode},
	{slot: "typed_in", value: "password", verbs: join(enter, putIn, tell, write, send, beStolen), object: password, unless: ownPassword},
	{slot: "typed_in", value: "personal", verbs: join(enter, putIn, tell, write, send), object: personal, unless: re(`勝手|無断|覚えのない|登録され|お客|顧客|従業員|全員|誤って|(?:に|の|を)(?:見える|載せ)`)},
	{slot: "typed_in", value: "yes", verbs: join(verbs(suru, "入力"), verbs(bendMu, "打ち込")), unless: re(`ソフト|数字|文字|コマンド|伝票|会計|売上|データ|新しい|パスワードを登録`)},
	{slot: "typed_in", value: "yes", verbs: join(enter, putIn, tell, write), object: re(`何も|なにも|なんにも`), only: undone},

	{slot: "app_installed", value: "yes", verbs: join(putIn, install, beGiven), object: programs, unless: re(innocentApps.String() + `|遠隔|リモート`)},
	{slot: "app_installed", value: "yes", verbs: install, object: something, unless: re(innocentApps.String() + `|遠隔|リモート|添付|ファイル`)},

	{slot: "opened", value: "yes", verbs: join(open, unpack, click, install, verbs(suru, "クリック")), object: attachments, unless: notAnObject},
	{slot: "opened", value: "yes", verbs: press, object: re(`コンテンツの有効化|編集を有効`)},
	{slot: "opened", value: "yes", verbs: verbs(suru, "開封")},
	{slot: "opened", value: "yes", verbs: join(press, touch), object: re(`添付|ファイル`), only: undone},

	{slot: "tapped", value: "yes", verbs: join(press, touch, click, open, goTo), object: links, unless: otherPress},
	{slot: "tapped", value: "yes", verbs: look, object: re(`(?:リンク|url)(?:の?先)?(?:は|を|も)?$`), only: undone},
	{slot: "tapped", value: "yes", verbs: press, object: buttons, unless: otherPress},
	{slot: "tapped", value: "yes", verbs: click, unless: re(`添付|ファイル|報告|請求書|zip|ダブル$`)},
	{slot: "tapped", value: "yes", verbs: press, object: re(`何も|なにも`), only: undone},
}

func join(groups ...[]verb) []verb {
	var out []verb
	for _, g := range groups {
		out = append(out, g...)
	}
	return out
}
