package desk

import (
	"bytes"
	"cmp"
	"errors"
	"image/png"
	"net/http"
)

func (c *Console) accountPage(v *visit) (answer, error) { return c.accountWith(v, form{}, 0) }

func (c *Console) accountWith(v *visit, f form, status int) (answer, error) {
	var err error
	f.Second, err = c.secondOf(v)
	return answer{status: status, view: "account", data: f}, err
}

func (c *Console) changePassword(v *visit) (answer, error) {
	wrong := func(key string, status int) (answer, error) {
		return c.accountWith(v, form{Wrong: c.texts.Text(key)}, status)
	}
	if c.tooMany(v) {
		return wrong("too_many_tries", http.StatusTooManyRequests)
	}
	password := v.PostFormValue("new")
	switch {
	case !matches(v.who.Password, v.PostFormValue("old")):
		return wrong("wrong_old", http.StatusForbidden)
	case password == v.PostFormValue("old"):
		return wrong("same_password", http.StatusBadRequest)
	}
	err := c.Accounts.SetPassword(v.Context(), v.who.Login, password, v.who.Login)
	if errors.Is(err, ErrPassword) {
		return wrong("password_rule", http.StatusBadRequest)
	}
	if err != nil {
		return answer{}, err
	}
	return answer{to: "signin?changed=1"}, nil // all sessions have ended
}

func (c *Console) signOutOthers(v *visit) (answer, error) {
	if err := c.Accounts.SignOutOthers(v.Context(), v.token); err != nil {
		return answer{}, err
	}
	return c.accountWith(v, form{Done: c.texts.Text("signed_out_elsewhere")}, 0)
}

// secondView is what one's own page shows of the second factor.
type secondView struct {
	On, Begun bool
	Secret    string // in groups of four, to be typed
}

func (c *Console) secondOf(v *visit) (secondView, error) {
	s, ok, err := c.Accounts.second(v.Context(), v.who.Login)
	out := secondView{On: ok && s.On, Begun: ok && !s.On}
	if out.Begun {
		for i := 0; i < len(s.Secret); i += 4 {
			out.Secret += s.Secret[i:min(i+4, len(s.Secret))] + " "
		}
	}
	return out, err
}

func (c *Console) beginSecond(v *visit) (answer, error) {
	return answer{to: "account#second"}, c.Accounts.BeginSecond(v.Context(), v.who.Login)
}

func (c *Console) confirmSecond(v *visit) (answer, error) {
	if c.tooMany(v) {
		return c.accountWith(v, form{Wrong: c.texts.Text("too_many_tries")}, http.StatusTooManyRequests)
	}
	err := c.Accounts.ConfirmSecond(v.Context(), v.who.Login, v.PostFormValue("code"))
	if errors.Is(err, ErrCode) {
		return c.accountWith(v, form{Wrong: c.texts.Text("wrong_code")}, http.StatusBadRequest)
	}
	if err != nil {
		return answer{}, err
	}
	return c.accountWith(v, form{Done: c.texts.Text("second_is_on")}, 0)
}

// endSecond takes one's own second factor away, which needs the password.
func (c *Console) endSecond(v *visit) (answer, error) {
	if c.tooMany(v) {
		return c.accountWith(v, form{Wrong: c.texts.Text("too_many_tries")}, http.StatusTooManyRequests)
	}
	if !matches(v.who.Password, v.PostFormValue("old")) {
		return c.accountWith(v, form{Wrong: c.texts.Text("wrong_old")}, http.StatusForbidden)
	}
	if err := c.Accounts.EndSecond(v.Context(), v.who.Login, v.who.Login); err != nil {
		return answer{}, err
	}
	return c.accountWith(v, form{Done: c.texts.Text("second_is_off")}, 0)
}

// secondPicture is the secret as a picture for the app's camera, as long as it is not in force.
func (c *Console) secondPicture(v *visit) (answer, error) {
	s, ok, err := c.Accounts.second(v.Context(), v.who.Login)
	if err != nil || !ok || s.On {
		return answer{status: http.StatusNotFound, view: "message", data: c.texts.Text("no_picture")}, err
	}
	key, err := s.key(cmp.Or(c.Desk.Name, "madoguchi"), v.who.Login)
	if err != nil {
		return answer{}, err
	}
	img, err := key.Image(220, 220)
	if err != nil {
		return answer{}, err
	}
	var out bytes.Buffer
	err = png.Encode(&out, img)
	return answer{bytes: out.Bytes(), kind: "image/png"}, err
}
