package reading

import (
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/knowledge"
)

// kinds are texts of kinds that were misread once, in several voices, each kind with its opposite.
// Behind the bar stands what a text tells: slot=value, a slot that is affirmed whatever its value,
// ! before what it does not tell, - where it tells of no deed at all.
const kinds = `
# calls with those who do no harm
いま銀行に電話してるけど自動音声ばっかり | !did=on_phone !called
いま電話してるけど自動音声ばっかりでつながらない | !did=on_phone !called
取引先から電話がどんどん来る | !did=on_phone !called
返事なんて言ったらいいですか今電話口で待たせてる | !did=on_phone !called
お客さんから電話がかかってきて、いま話し中です | !did=on_phone !called
いまお客様と電話中なんですが、何と説明すればいいですか | !did=on_phone !called
カード会社に電話したら20分待たされてます | !did=on_phone !called
警察に電話してる最中です | !did=on_phone !called
今110番と電話がつながってます | !did=on_phone !called
メーカーのサポートに電話中です。機種を聞かれてます | !did=on_phone !called
ゆうちょの窓口に電話つながっとるけど何て言えばええ | !did=on_phone !called
得意先の社長さんから電話があって、おたくから変なメールが来たと言われました | !did=on_phone !called
患者さんから苦情の電話が鳴りっぱなしです | !did=on_phone !called
銀行にかけとるんやけど保留の音楽がずっと鳴っとる | !did=on_phone !called
ドコモに電話してますが混み合っていますのアナウンスばかり | !did=on_phone !called
携帯会社と電話中。SIMを止めてもらってます | !did=on_phone !called
保守の業者さんといま電話で話してます | !did=on_phone !called
先方の経理の人と電話で話しました。振込先は変わってないそうです | !did=on_phone !called
さくらインターネットに電話しました。ログを見てくれるそうです | !did=on_phone !called
お客さんを電話口でお待たせしてて | !did=on_phone !called
税務署に確認の電話をしました | !called
本物の銀行に電話して聞いたら、そんな電話はしてないと言われた | !did=on_phone !called
銀行を名乗る人といま電話中です | did=on_phone called
いまマイクロソフトの人と電話つながってるんですけど、これ本物ですか | did=on_phone called
銀行の人て言う人が電話で待っとる | did=on_phone called
警察から電話がきて今も話してます。口座を調べると言われて | did=on_phone called
サポートセンターに電話してしまい、今もつながっています | did=on_phone called
画面の番号にかけて今しゃべっとる | did=on_phone called
相手を電話口で待たせてます。カードを買いに行けと言われました | did=on_phone called
まだ電話つながってます | did=on_phone called
銀行から電話がかかってきて暗証番号を言ってしまった | called typed_in=bank
電話口で待たされてます。操作をされてる間そのままでと言われて | did=on_phone called
お客さんを装った男から電話で、遠隔ソフトを入れさせられた | called app_installed
警察官と名乗って電話、まだ切れてない | did=on_phone called
NTTの自動音声が流れて、1番を押したら人が出て話した | called

# the machine is moved now
画面のマウスが勝手に動いとる!今!!どうしたら | did=operating
うわ、今カーソルがひとりでに動いてます | did=operating
パソコンの矢印が勝手にスーッて動きよる、どないしたらええ | did=operating
今ちょうど誰かが画面触ってるみたいに動いてる | did=operating
マウス触ってへんのに画面が動きよるんやけど!! | did=operating
誰も触ってないのにパソコンが動いて文字が打たれていく | did=operating
ただいま、画面上のポインターが私の操作なしに動いております。いかがいたしましょう | did=operating
かってにまうすがうごいてます | did=operating
遠隔で今動かされてる助けて | did=operating
ほんまにいま画面の中でマウスが走り回ってる | did=operating
勝手にファイル開かれてる今 | did=operating
マウスが動かない | -
マウスの動きがカクカクする | -
マウスが勝手に動いたらどうすればいいですか | -
カーソルが飛ぶのはタッチパッドのせいですか | -

# a loss is told, whatever is feared
うちの店がつぶれたらどうしよう お客さんの情報が漏れた | personal_data
お客様の名簿が流出してしまって、訴えられたらどうしよう | personal_data
どうしよう、会員のデータが漏れました | personal_data
クビになったらどうしよう。顧客リストをなくしました | personal_data
患者さんのカルテが流出しました 潰れたら心配で心配で | personal_data
お客さんの情報が漏れたらどうしよう | !personal_data
顧客情報が漏れたらと思うと心配です | !personal_data

# money sent by a trick is paid, never missent
ペイペイの返金で逆に9万円送ってました | paid !did=missent
ペイペイの返金って言われて手続きしたら逆に9万円送っていた | paid !did=missent
paypayで返金しますと言うので操作したら、間違えてこっちから5万円送金してしまってた | paid !did=missent
返金手続きのつもりが逆に相手へお金を送る操作だったみたいで3万送ってしまいました | paid !did=missent
仮想通貨で保証金払えば融資するっていうから手続きしたところ追加でまた払えって | paid=crypto
融資の保証料を先に入れろと言われて手続きしたところ、また追加で請求されました | paid
言われるままATMで操作したら50万円向こうに行ってしまった | paid
還付金があると言われてATMに行き、言うとおりにボタンを押したら100万円振り込んでいました | paid=transfer
メルカリの返金と言われてペイペイで逆に払わされとった | paid
別の口座に間違って送金してしまった。社長になりすましたメールでした | paid=transfer !did=missent
違う会社を装った請求書で80万払ってもうた | paid !did=missent
ゆうちょのアプリで知らん人にかねおくってしもた 電話で言われるまま | paid called !did=missent
知らない人にお金を送ってしまった | paid !did=missent
ビデオ通話で警察官と名乗る人に言われて50万移しました | paid
取引先に送る請求書を別の会社に送ってしまいました | did=missent !paid
お客様の注文書を別の人にファックスしてしまった | did=missent
ペイペイの返金が遅いのですが、どこに聞けばいいですか | !paid

# papers and codes that were given away
電気代の補助金が出るっていうLINEから申し込んで、運転免許証の写真とワンタイムパスワードを送りました | typed_in=id_copy typed_in=code
eLTAXの暗証番号を読み上げた | typed_in !typed_in=bank
e-Taxの暗証番号と利用者識別番号を電話で教えてしまいました | typed_in called !typed_in=bank
マイナンバーの写しをメールで送ってもうた。給付金の申請やと言われて | typed_in=id_copy
マイナンバーカードの裏表をスマホで撮って送ってしまいました | typed_in=id_copy
免許証の写真、LINEで送ってしもたんやけど | typed_in=id_copy
バイトの応募で身分証の画像を送ってしまいました | typed_in=id_copy
融資の審査や言うて免許証と保険証の写メ送らされた | typed_in=id_copy
ワンタイムパスワードを電話で読み上げました | typed_in=code called
ワンタイムパス入れちゃった、偽物のサイトだった | typed_in=code
ネット銀行のワンタイムと暗証番号を答えてしまった | typed_in=bank typed_in=code
マイナポータルの暗証番号を入力してしまいました | typed_in !typed_in=bank
めんきょしょうのしゃしんをおくってしまいました | typed_in=id_copy
国税局を名乗る人にe-Taxのパスワードを伝えました | typed_in=password
eLTAXのIDとパスワードを入れてしまった | typed_in=password
法人番号と電子証明書の暗証番号を電話口で言うてしもうた | typed_in !typed_in=bank
GビズIDのワンタイムパスワードを送ってしまった | typed_in=code
税理士にマイナンバーの写しを送りました | -
免許証の写真を送ってと言われています | -
e-Taxの暗証番号を忘れました | -
e-Taxの暗証番号を入力しても進めません | -
ワンタイムパスワードが届きません | -
マイナンバーの写しを送ってもいいですか | -
eLTAXに自分でログインして申告しました | -

# what a mail asks for, and a question, is no deed
請求書のファイルを開いてくださいってメール。開いたら感染しますか？ | -
添付を開いてくださいというメール、開いたらどうなりますか | -
「ファイルを確認して」ってメール来た。開いたらまずい？ | -
見積書を開けって来てるけど、開いたらうつる? | -
「至急開封してください」と書いてあります。開いても平気? | -
メールの圧縮ファイル、開けたら感染するんですか | -
リンクを押してくださいってSMS。押したら抜かれる? | -
アプリを入れてくださいってメッセージ。入れたらあかんやつ? | -
カード番号を入れてくださいって画面が出た。入れたら悪用される? | -
宅配の不在通知です、押してくださいって。押したらウイルス? | -
開いてくださいってメール、開いてしまいました。感染しますか | opened
開いてくださいと書いてあったので開いた。感染しますか？ | opened
リンクを押してくださいってSMS、押してもうた | tapped

# what is taken back, and what may have been done
いや カード番号は入れてませんでした 勘違いです | !typed_in=card
あとカード番号も入れたわ | typed_in=card !paid
暗証番号も入れたかも | typed_in=bank
やっぱりリンクは押してなかったです | !tapped
さっき払ったって言いましたけど、払ってませんでした | !paid
すみません、パスワードは入れてなかったです。勘違いでした | !typed_in
遠隔はさせてなかった 間違えました | !remote_control
押した言うたけど押してなかったわ | !tapped
ファイルは開いてなかったそうです。本人の勘違いで | !opened

# deeds of others are not the writer's
QRコードのシールが上から貼られてて客の支払いが別のとこに行ってた | !paid !tapped
店のQRが偽物に貼り替えられてて、お客さんが別の人に払ってました | !paid victims
レジ前のPayPayのQRをすり替えられ、お客様が知らない相手に送金していました | !paid victims
うちの偽サイトでお客さんがカード番号を入れてしまった | !typed_in victims
お客さんがうちの偽の口座に振り込んでしまったそうです | !paid victims
取引先から「御社から変な請求書が来た」と。払ってしまったって言われた | !paid victims
うちの名前のSMSで常連さんが3万円払わされた | !paid victims
うちの経理の子がサポートに電話して操作させたそうです。黒い画面に文字打ってた | remote_control !typed_in
相手が黒い画面に何か打ち込んでました | !typed_in
向こうがうちのパソコンで何か入力してた | !typed_in
遠隔の人がメモ帳に文字を打ってた | !typed_in
宿泊客がうちを装ったメッセージでカードを入力してしまいました | !typed_in victims
予約客からカード情報を入れたら引き落とされたと苦情がきた | !typed_in victims !paid
経理の子がカード番号を入れてしまいました | typed_in=card
相手に言われて私が黒い画面に文字を打ちました | did=ran_command
お客さんから貼り紙を指摘されて、私がQRを読んで払ってしまった | paid

# a contact's number is no secret told
銀行の番号わからない | !typed_in
カード会社の番号がわかりません | !typed_in
警察の電話番号が分からへん | !typed_in
業者の電話番号がわからん | !typed_in
銀行の電話番号を教えてください | !typed_in
カード会社の番号教えて | !typed_in
カードの裏の番号が消えてて読めない | !typed_in
銀行の番号を調べました | !typed_in
電話のほうがいいんやけど番号は06-1111-2222 | !typed_in
銀行の番号にかけました | !typed_in !called
業者の番号をメモしました | !typed_in
銀行の暗証番号を言いました | typed_in=bank
銀行の番号を入力してしまいました | typed_in=bank

# only computers owned are counted
4台ある防犯カメラは関係あります? | !pcs
防犯カメラ4台あるんですが大丈夫ですか | !pcs
まだ1台だけ | !pcs
おかしいのは今のところ1台だけです | !pcs
感染したのは2台でした | !pcs
2台やられました | !pcs
プリンターが3台あります | !pcs
3台も買い替えないといけませんか | !pcs
何台までなら無料ですか | !pcs
1台だけ切ればいいですか | !pcs
タブレット2台とレジ1台が動きません | !pcs
あと1台もおかしい | !pcs
もう1台も初期化した方がいいですか | !pcs
5台全部切った方がいいですか | !pcs=99
スマホ5台も確認した方がいい? | !pcs
監視カメラが8台付いとるんやけど | !pcs
いまは1台だけが真っ黒です | !pcs
ドアホンとカメラ合わせて3台 | !pcs
他の2台は使っていい? | !pcs
パソコンは4台です | pcs=4
全部で5台あります | pcs=5
うちは1台だけです | pcs=1
パソコン1台だけでやってます | pcs=1
社内に6台、カメラが2台 | pcs=6
3台 | pcs=3

# the same mail on another desk does not spread
同じメールが隣の席にも来てるけど開かなきゃいいですか | !spreading
同じメールが他の社員にも来てます | !spreading
隣のパソコンにも同じメールが届いた | !spreading
となりの席の人のスマホにも同じSMSが来てました | !spreading
ほかの店にも同じ電話があったらしい | !spreading
支店にも同じメールが来ていると言われました | !spreading
他の人にも同じ請求書のメールが出た | !spreading
取引先にも同じ迷惑メールが届いているそうです | !spreading
社内の別のパソコンにも同じ詐欺メールが何通も | !spreading
総務のパソコンにも同じ件名のやつ来とる | !spreading
隣のパソコンにも同じ警告が出ました | spreading
となりの席のも同じ症状です | spreading
同じメールを開いた隣のパソコンもおかしくなった | spreading
2台目も開けなくなった | spreading

# orders, sign-ins and charges that nobody here made
いま楽天から3件覚えのない注文の確認メールきた | did
楽天で知らない注文が3件入ってました | did
アマゾンで頼んでない商品の注文確認が届いた | did
身に覚えのない購入履歴がヤフーショッピングにあります | did
知らない国からログインがありましたとグーグルから来た | did
カードの明細に覚えのない課金がある | did=card_used
買うてへんのに発送しましたて来た | did
注文した覚えのない荷物の発送メールが来ました、楽天の履歴にもあります | did
メルカリで勝手に買い物されてる | did
カードから毎月知らない会社に引かれてる | did
フォームに入力したら「アンケート当選」でカードから毎月引かれてる | did=card_used
うちのアカウントで勝手に広告が出されて10万円請求されてます | did
ヤフオクに出した覚えのない物が出品されてる | did
クレカの利用通知が来たけど私じゃありません | did=card_used
注文確認メールが届きません | -
楽天を装った注文確認の迷惑メールが毎日来ます | -
商品を注文しました | -
ログインの通知が来たけど自分です | -

# quotes are no deeds
「遠隔操作を許可してください」ってメッセージも | -
画面に「カード番号を入力しました」みたいな文が出てます | !typed_in
「サポートに電話しました」と書けと言われた | -
「マクロを有効にしてください」ってファイルの中に書いてある | -
「あなたのパスワードは流出しました」というメールが来た | -
メールに『口座を入力して送金してください』とあります | -
“ファイルを開いてください”って件名です | -
「振り込みました」ってメッセージが知らん人から来た | !paid
「料金をお支払いいただきました」ってメールが来た | !paid
「コードを送って」てLINEが来た | -
「ご本人確認が完了しました」って来た | -
「遠隔操作を許可してください」って出て許可しました | remote_control

# whose money and whose list
もうどうしていいかわかりません。母の店のお金を全部振り込んでしまいました | paid=transfer
社長からLINEで名簿を送れと言われて送信しました | did=list_sent !did=account_taken

# more calls with those who do no harm
今電話待ってます | !did=on_phone !called
銀行の担当者が折り返すと言ってます | !called
いま銀行からの折り返しを待っています | !did=on_phone
カード会社と電話中です | !did=on_phone !called
電話したら削除してくれました | !did=on_phone !called
銀行に電話して止めてもらいました | !called
いま「電話切るな」って言われてます | did=on_phone
切らないでくださいと言われ続けてます | did=on_phone
電話を切ったら逮捕すると言われて切れない | did=on_phone
農協の名前で電話きて組合員番号と暗証番号言うてしまいました 83歳です | called typed_in=bank
役場に電話したら知らんて | !called
警察にかけたけど話し中 | !called !did=on_phone
業者さんと電話しながらLANを抜きました | !did=on_phone
お客さんから電話が来ました | !called

# a passive that is denied
操作もされてません | remote_control=no
何も払ってません。操作もされていません | remote_control=no paid=no
遠隔も何もされてません | remote_control=no
画面も見せてないし操作もさせてない | remote_control=no

# deeds of customers and friends
客がカード入れたらしい | !typed_in victims
うちの予約サイトの名前でお客さんがカード番号を入れたらしいです | !typed_in victims
友達がPayPay送ってもうた | !paid
宿のアカウントが乗っ取られて客がカードを入力させられた | !typed_in victims
管理画面が乗っ取られてます | !did=operating

# what opens the windows of the state, a wallet, a bank
マイナポータルの偽サイトで暗証番号4桁を入れた | typed_in=egov !typed_in=bank
PayPay銀行の画面にログインしたら偽だった | typed_in=bank
偽のゆうちょダイレクトにログインしました | typed_in=bank
三井住友のニセ画面にIDとパスワード入れてもうた | typed_in=bank
メタマスクのシードフレーズを入れちゃった | typed_in=wallet !paid
秘密鍵を教えてしまった | typed_in=wallet
パスワードを紙に書いて引き出しに入れている | !typed_in
広告は出ないし勝手に動くこともない | -
まだ動くで使うとってええかのう | -
AnyDeskの9桁読み上げた | remote_control
ATMでボタン押したら残高が減っとった | !tapped
4500円ネットバンキングで払う手続きしたところ | paid=transfer

# it seems to be so, now
ランサムウェアみたいです | did
ランサムウェアっぽい | did
ウイルスに感染したみたいです | did=infected
ウイルスが入ったっぽい | did=infected
パソコンがウイルスにやられたようです | did=infected
ランサムウェアみたいなのは怖いですね | -
ランサムウェアってどんなのですか | -

# what is not there is lost
学習塾です 成績表のUSBがない | did=lost
会社のスマホが見つかりません | did=lost
名簿の入ったUSBが見当たらない | did=lost
ノートパソコンがどこにもない | did=lost
USBがない時代ですか | -
USBの差し込み口がない | !did=lost

# what a colleague opened spreads by nothing
同僚も開いた | !spreading
同僚も同じ添付を開いたそうです | !spreading
友達に見せて、と言われて画面を見せた 知らない業者 | remote_control

# papers sent to the wrong one
社労士です。マイナンバーを別のお客さんに送信しました | did=missent
健診結果のFAXを違う番号に送りました | did=missent

# the day of noticing, not of the deed
先週開いたようです | !since
先週の火曜に開いたみたいで、今日気づきました | since=2026-11-22
18日に振り込んで、今日になって先方から届いていないと言われた | since=2026-11-22
土曜やけど誰かおる? | !since
先月から税金でえらい目におうてる。さっきから電話してんのに誰も出ねえ | !called
`

func TestKinds(t *testing.T) { proveKinds(t, kinds) }

// proveKinds holds the reading to a table such as kinds.
func proveKinds(t *testing.T, table string) {
	t.Helper()
	now := time.Date(2026, 11, 22, 21, 0, 0, 0, time.UTC) // a Sunday
	kind := ""
	for line := range strings.Lines(table) {
		line = strings.TrimSpace(line)
		text, want, ok := strings.Cut(line, " | ")
		switch {
		case strings.HasPrefix(line, "# "):
			kind = line[2:]
		case ok:
			facts := FactsOf(text, now)
			for _, w := range strings.Fields(want) {
				if !tellsAsWanted(facts, w) {
					t.Errorf("%s: %q tells %v, want %s", kind, text, facts, want)
				}
			}
		case line != "":
			t.Errorf("%s: %q says not what is wanted", kind, line)
		}
	}
}

// tellsAsWanted reports whether facts are as one word of a line of kinds says.
func tellsAsWanted(facts knowledge.Facts, want string) bool {
	if want == "-" {
		return !slices.ContainsFunc([]string{"paid", "typed_in", "remote_control", "app_installed", "opened", "tapped", "called", "did", "encrypted", "spreading"}, facts.Has)
	}
	want, never := strings.CutPrefix(want, "!")
	slot, value, exact := strings.Cut(want, "=")
	if exact {
		return facts.Is(slot, value) != never
	}
	return facts.Has(slot) != never
}
