package reading

import (
	"testing"
	"time"

	"madoguchi/knowledge"
)

// TestAhead: what is demanded or about to be done is no deed, and has a slot of its own.
func TestAhead(t *testing.T) { proveKinds(t, demands) }

// TestNouns: payments told by their noun, two at once, deeds without particles.
func TestNouns(t *testing.T) { proveKinds(t, nouns) }

// TestNoStatements: what is asked, denied, felt or supposed states nothing.
func TestNoStatements(t *testing.T) { proveKinds(t, noStatements) }

const demands = `
いま送金の画面で、あとは確定押すだけです | facing !paid
これからATMで振り込むところです | facing !paid
いまコンビニでギフトカード買おうとしてるとこです、電話の人に言われて | facing !paid
カードの番号を読み上げてくださいと言われています | facing !typed_in
暗証番号を教えろって電話の人が言ってます | facing !typed_in
認証コード言うてくれって言われとるんですけど | facing !typed_in
AnyDeskを入れてくれと言われてます、まだ入れてません | facing !remote_control
遠隔操作させてって言われてる | facing !remote_control
30万払えって脅しのメールが来ました | facing !paid
5万円振り込めってLINEが来てる | facing !paid
ビットコインで払えと書いてあります | facing !paid
お金を送らないと写真をばらまくって言われてる | facing !paid
いま口座番号を言おうとしてるんですが | facing !typed_in
振込しようとしてます、社長からメールで頼まれて | facing !paid
返金の電話がかかってきたら出てもいいですか | facing !called
知らない番号からまた電話きたら出た方がいいですか | facing !called
キャッシュカードを取りに来ると言われています | facing !did=handed
サポート料3万円払ってくれ言われてるんやけど | facing !paid
ワンタイムパスワードを教えてくれって銀行の人が言うとる | facing !typed_in
今から言われた口座にお金振り込みに行きます | facing !paid
電話の向こうで口座の暗証番号言えって急かされてます | facing !typed_in
警察の人がカード番号を言ってくれと | facing !typed_in
アプリを入れて画面を見せてくださいと言われてるんですが | facing !remote_control
コンビニの前です。今から電子マネーを買えと言われてます | facing !paid
ATMの前にいます、言われた通り振り込もうとしてます | facing !paid
ペイペイで送金しろってラインきた | facing !paid
追加で10万送れって言うてきよる | facing !paid
登録解除に5万円払えと画面に出てる | facing !paid
SMSの数字を教えてって友達のLINEから来た | facing !typed_in
購入確定ボタンを押すところやねんけど | facing !paid
銀行員が今から通帳を預かりに来るそうです | facing !did=handed
あの番号からまた電話が鳴ってます | facing
保証金を入れないと口座を凍結すると言われました | facing !paid
チームビューアー入れろと言われてるとこ | facing !remote_control
もう一回かかってきたら電話とった方がええの | facing
PINコードを読み上げるように指示されてる | facing !typed_in
添付を今開こうとしてるところです | facing !opened
会社の口座から送金するように社長のメールで指示されています | facing !paid

さらに5万って | facing=more
カード番号読んでくれ言うてます | facing=tell !typed_in
ペイペイで3万送ってって | facing=pay !paid
相手がカード番号を教えろ言うてます。まだ教えてません | facing=tell typed_in=no

# what is no demand, or was turned down
税金の払い方を教えてください | !facing
請求書を送ってくださいと取引先に言いました | !facing
カードで払いたいと言われました | !facing
パスワードを教えてもらえますか | !facing
振り込め詐欺の電話が来た | !facing=pay
カード番号を聞かれたけど教えずに切りました | !facing !typed_in=card
遠隔操作させてと言われたので断りました | !facing
5万円払えと言われて払いました | paid !facing
認証コードを教えてと言われて教えた | typed_in=code !facing
送金するところだった | !facing !paid
お客さんから電話が来たら出ていいですか | !facing
`

const nouns = `
振込です、20万 | paid=transfer
支払いはクレジットカードです | paid=card
ペイペイで2万円送金 | paid
3万円分のアップルカード購入済み | paid=prepaid
銀行から15万円送金 | paid=transfer
コンビニ払いで8千円 | paid
代金引換で払いました | paid
ネットバンキングから50万円振込 | paid=transfer
ギフトカード5万円分と、振込10万円 | paid=prepaid paid=transfer
カードで1万、あと銀行振込で3万払いました | paid=card paid=transfer
グーグルプレイカード2万とペイペイで1万払った | paid=prepaid
もう送金した | paid
もう払った | paid
もう振り込んだ後です | paid=transfer
カード決済しました、偽サイトでした | paid=card
クレカ払いで注文した通販が詐欺でした | paid=card
先方の口座に振込済みです、後から偽メールと分かりました | paid=transfer
前払いで銀行振込、商品が届かない | paid=transfer
エクセル開いたけど大丈夫か | opened
zip解凍したら変なの出た | opened
メールのファイル開いたわ | opened
ダウンロードしたやつ開いた、偽のアップデートやったみたい | opened
落としたファイル実行しちゃった | opened
カード番号言うた | typed_in=card
番号を確認したいと言われて、カードの番号伝えました | typed_in=card
6桁の番号読んだ | typed_in=code
電話で言われて数字6つ読み上げた | typed_in=code
暗証番号も紙に書いて渡した | typed_in=bank
カードの裏の3桁も言うてもうた | typed_in=card
クレジットの番号と期限ゆうてしもた | typed_in=card
偽サイトにカード入力 | typed_in=card
パスワード入力済み、偽ページだった | typed_in=password
アプリ入れちゃった、宅配のSMSから | app_installed
リンク押した。住所も入れた | tapped typed_in=personal
口座番号と生年月日、電話で教えた | typed_in
カード番号と、あと銀行の暗証番号も入れた | typed_in=card typed_in=bank
二段階認証のコード教えちゃいました | typed_in=code
チームビューアー入れて相手に見せた | remote_control
遠隔で入られました | remote_control
ギフト券の番号を写真で送った | paid=prepaid !typed_in=code
お金が消えた | did=money_gone
口座のお金が消えました | did=money_gone
現金書留で30万 | paid
カードで4万8千円、偽の通販でした | paid=card
お金は振込みでした | paid=transfer
グーグルプレイ5万円購入 | paid
アマゾンギフト券1万円分を3枚、あと口座から20万振込 | paid=prepaid paid=transfer
代引きで1万2千円払った | paid
楽天ペイで5千円支払い | paid
パソコンのサポート代、クレカ決済です | paid=card
振込も済んでます | paid=transfer
添付ひらいた | opened
請求書のファイル、ダブルクリックしたわ | opened
もらったzipを展開した | opened
SMSの番号ゆうてもうた | typed_in=code
キャッシュカードの暗証、電話で答えた | typed_in=bank
クレカの番号と名義、フォームに入力済み | typed_in=card
口座の残高が消えた | did=money_gone
税理士から届いたzip開いたけど税理士は送ってないと言う | opened
もう振った | paid=transfer
ペイペイで3万送ってって。送った | paid
リモートで入ってもらった、電話の人に | remote_control
届いたやつ開いたら黒い画面が出た | opened
`

const noStatements = `
カード番号言う前に電話切りました | !paid !typed_in=card
暗証番号を言う前に怪しいと思って切った | !typed_in=bank
振り込む前に気づきました | !paid=transfer
パスワードを抜かれてますか？ | !typed_in
カード情報盗まれてる？ | !typed_in
住所だけ、カードは入れてません | !typed_in=card
住所と電話番号だけです | !typed_in=card !typed_in=password
はい、私ではありません | !typed_in
いいえ、わたしのログインです | !typed_in
レシートしか証拠がないです | !typed_in !paid
通帳の記録しか残ってない | !typed_in
乗っ取られてる気がする | !did=operating !did=account_taken
のぞかれてる感じがする | !did=operating !remote_control
二段階認証を設定しました | !typed_in
二段階認証を入れたほうがいいと言われた | !typed_in
銀行口座と連携しています | !paid
会計ソフトに銀行を連携してます | !paid
会社の口座に知らない人から入金があった | !did=money_gone !paid
間違って振り込まれたお金があります | !paid !did=money_gone
送金しようかと思ったけどやめました | !paid=transfer
USBを挿してもいいですか、駐車場で拾ったやつ | !did=usb
ファイルが開けなかったら暗号化されたってことですか | !encrypted
パスワードを入れていたら終わりだった | !typed_in
添付を開いてないか社員に聞くべきですか | !opened
新しい口座に家賃を振り込みました | !did
カードは使われていませんでした | !did=card_used
バックアップのUSBをつないで確かめていいですか | !backup
感染した場合はどうなりますか | !encrypted !did
夜中に勝手にパソコンが起動する | !did=operating !remote_control
勝手に自分のパスワードがメールに書いてあった | !did=operating !remote_control
いまグループで投資の話をしています | !called !did=on_phone
LINEで話してます、相手と | !did=on_phone
昨日銀行から電話があって折り返したら本物でした | !called !did=on_phone
カードの裏の番号に電話したら本当に不正利用でした | !called
いつもの保守の人がリモートで見てくれてます | !remote_control !called
契約してるIT会社が遠隔で直してくれています | !remote_control
知らないIDが増えてる | !spreading
昨日じゃなくて月曜に気づきました | !since=2026-11-21
今週じゃなくて先週の金曜に開けた | !since=2026-11-22
決済エラーの注文が大量に来ている | !did=card_used
相手がカードの下四桁を知っていました | !typed_in=code !typed_in=card
カードの下4桁だけ言いました | !typed_in=code
画面を閉じる前に電話番号を見ました | !called
誰か私に電話ください 090-1111-2222 | !called
友達がギフトカードを買わされたそうです | !paid
パスワードは教える前に気づいて切りました | !typed_in=password
口座番号聞かれたけど言うてへん | !typed_in=bank
送金ボタンは押してません | !paid=transfer
クレジットの番号を知られてますか | !typed_in
暗証番号を変えたほうがいい？ | !typed_in
会員登録のときにカードを登録しています | !did
取引先にいつもの銀行振込で払っています | !did
支払いは銀行振込でお願いできますか | !paid
お客さんの支払いはカード払いです | !paid
カード払いに対応したい | !paid
振込手数料が3万円と出ました | !paid=transfer
10万円振込と書いてある請求書が届いた | !paid
乗っ取られたような気がして不安 | !did=account_taken
見られてる感じ | !remote_control !did
二段階認証も設定したって言ってました | !typed_in
アカウントと連携しているだけです | !paid !typed_in
知らない会社からうちの口座に振込がありました | !did=money_gone
暗号化したファイルを送るときの決まりは | !encrypted
もし開いていたら感染していますか | !opened !did=infected
押していたら危なかったですか | !tapped
朝勝手に再起動していた | !did=operating
銀行の通帳に書いてある番号に電話しました | !called
プロバイダに折り返したら本物でした | !called
保守会社の人が今リモートでつないでいます | !remote_control !did=on_phone
フォロワーが増えてる | !spreading
昨日ではなく先週の月曜です | !since=2026-11-21
カードの番号の下4桁を聞かれた | !typed_in
いま業者さんと打ち合わせ中です | !called !did=on_phone
送るところだった、危なかった | !paid !facing
家賃を毎月振り込んでいます | !facing
払ったほうがいいですか | !paid
払えばファイルは戻りますか | !paid
電話しろと書いてあるけどしてません | !called=yes
社長が振り込んでと言っていたので本人に確かめました | !paid
母が騙されそうになって止めました | !paid
アプリを消したら直りますか | !app_installed
パスワードを入れたら終わりだった、危なかった | !typed_in
下四桁だけ言うてしもた | !typed_in=code
給与は銀行振込です | !paid
支払い方法は銀行振込ですか | !paid
ギフトカード3万円買えと言われた | !paid=prepaid
懸賞でアマゾンギフト券1万円が当たりました | !paid
`

// TestTakenBack: what is taken back is of one payment only.
func TestTakenBack(t *testing.T) {
	r := testReader().Read("いや、ギフトは払ってないです", time.Time{})
	if got := knowledge.Left("prepaid,card", r.Denied["paid"]); got != "card" {
		t.Errorf("left is %q of a gift card and a card", got)
	}
}

// TestSpacedKana: who writes kana with blanks is heard in the middle of an incident.
func TestSpacedKana(t *testing.T) {
	for text, want := range map[string]bool{
		"わたしは ベトナムじん です。 おみせの LINE が とられました。 ひとに つないで ください": true,
		"カードを つかわれました。 ひとと はなしたい です。":                       true,
		"パソコンが おかしい です。 ひとを よんで ください":                       true,
		"おみせの LINE が とられました。 どうすれば いい ですか":                  false,
		"ぎんこうの ひとが でんわして きました。 ほんとう ですか":                    false,
	} {
		r := testReader().Read(text, time.Time{})
		if (r.Intent == WantsHuman) != want || !r.SpacedKana() {
			t.Errorf("%q wishes %q, spaced %v", text, r.Intent, r.SpacedKana())
		}
	}
}
