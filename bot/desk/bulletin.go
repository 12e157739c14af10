package desk

import (
	"errors"
	"net/http"
	"time"

	"madoguchi/bot"
)

// bulletinView is the page on which something is said to everybody who comes.
type bulletinView struct {
	Now         *bot.Bulletin // what is said now; nil: nothing
	Wrong       string
	Text, Until string // as they stand in the form
	Most        int
}

// localTime is how a browser writes a time of its form for one.
const localTime = "2006-01-02T15:04"

// bulletinDays is for how long one is proposed.
const bulletinDays = 3

// bulletinPage shows it. From a surge a text is proposed, to be read and changed.
func (c *Console) bulletinPage(v *visit) (answer, error) {
	text := ""
	if f := c.Base().FAQ(v.URL.Query().Get("about")); f != nil {
		text = c.texts.Text("bulletin_surge", f.Title)
	}
	return c.bulletinWith(v, bulletinView{Text: text, Until: c.Calendar.In(c.Now()).AddDate(0, 0, bulletinDays).Format(localTime)}, 0)
}

func (c *Console) bulletinWith(v *visit, view bulletinView, status int) (answer, error) {
	b, err := c.Tickets.Bulletin(v.Context())
	if err != nil {
		return answer{}, err
	}
	if b.Shown(c.Now()) {
		view.Now = &b
	}
	view.Most = bot.MaxBulletin
	return answer{status: status, view: "bulletin", data: view}, nil
}

// setBulletin has it said from now on.
func (c *Console) setBulletin(v *visit) (answer, error) {
	view := bulletinView{Text: v.PostFormValue("text"), Until: v.PostFormValue("until")}
	until, _ := time.ParseInLocation(localTime, view.Until, c.Calendar.In(c.Now()).Location()) // what is no time is none, which is refused
	if err := c.enter(v, "set the bulletin", ""); err != nil {
		return answer{}, err
	}
	switch err := c.Tickets.SetBulletin(v.Context(), bot.Bulletin{Text: view.Text, Until: until, By: v.who.Name}); {
	case errors.Is(err, bot.ErrBulletinText):
		view.Wrong = c.texts.Text("bulletin_wrong_text", bot.MaxBulletin)
	case errors.Is(err, bot.ErrBulletinEnd):
		view.Wrong = c.texts.Text("bulletin_wrong_end", bot.MaxBulletinDays)
	case err != nil:
		return answer{}, err
	default:
		return answer{to: "bulletin"}, nil
	}
	return c.bulletinWith(v, view, http.StatusBadRequest)
}

// endBulletin takes it away before its time.
func (c *Console) endBulletin(v *visit) (answer, error) {
	if err := c.enter(v, "ended the bulletin", ""); err != nil {
		return answer{}, err
	}
	return answer{to: "bulletin"}, c.Tickets.EndBulletin(v.Context())
}
