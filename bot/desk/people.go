package desk

import (
	"errors"
	"net/http"
	"time"
)

// form is a page on which something was done, or was not.
type form struct {
	Done, Wrong string
	Secret      string // a password that is shown once
	List        []Account
	Roles       []Role
	Deeds       []Deed
	Next        string
	Second      secondView
}

func (c *Console) staffPage(v *visit) (answer, error) { return c.staffWith(v, form{}, 0) }

func (c *Console) staffWith(v *visit, f form, status int) (answer, error) {
	var err error
	f.Roles = Roles()
	f.List, err = c.Accounts.List(v.Context())
	return answer{status: status, view: "staff", data: f}, err
}

// settled is the staff page after something was done there.
func (c *Console) settled(v *visit, err error, done form) (answer, error) {
	for _, r := range []struct {
		is  error
		key string
	}{{ErrLogin, "refused_login"}, {ErrTaken, "refused_taken"}, {ErrNoAccount, "refused_no_account"}, {ErrName, "refused_name"}, {ErrRole, "refused_role"}} {
		if errors.Is(err, r.is) {
			return c.staffWith(v, form{Wrong: c.texts.Text(r.key)}, http.StatusBadRequest)
		}
	}
	if err != nil {
		return answer{}, err
	}
	return c.staffWith(v, done, 0)
}

func (c *Console) addStaff(v *visit) (answer, error) {
	who := Account{Login: v.PostFormValue("login"), Name: v.PostFormValue("name")}
	for _, r := range v.PostForm["role"] {
		who.Roles = append(who.Roles, Role(r))
	}
	password := NewPassword()
	err := c.Accounts.Add(v.Context(), who, password, v.who.Login)
	return c.settled(v, err, form{Done: c.texts.Text("added", tidyLogin(who.Login)), Secret: password})
}

func (c *Console) newPassword(v *visit) (answer, error) {
	login, password := tidyLogin(v.PostFormValue("login")), NewPassword()
	if login == v.who.Login {
		return c.staffWith(v, form{Wrong: c.texts.Text("not_yourself")}, http.StatusBadRequest)
	}
	err := c.Accounts.SetPassword(v.Context(), login, password, v.who.Login)
	return c.settled(v, err, form{Done: c.texts.Text("new_password_for", login), Secret: password})
}

func (c *Console) removeStaff(v *visit) (answer, error) {
	login := tidyLogin(v.PostFormValue("login"))
	if login == v.who.Login { // the last administrator would lock everybody out
		return c.staffWith(v, form{Wrong: c.texts.Text("not_yourself")}, http.StatusBadRequest)
	}
	return c.settled(v, c.Accounts.Remove(v.Context(), login, v.who.Login), form{Done: c.texts.Text("removed", login)})
}

// perAudit is how many lines of the audit log a page shows.
const perAudit = 200

func (c *Console) auditPage(v *visit) (answer, error) {
	before := v.now.Add(time.Hour)
	if at, err := time.Parse(time.RFC3339Nano, v.FormValue("before")); err == nil {
		before = at
	}
	list, err := c.Accounts.Deeds(v.Context(), before, perAudit)
	f := form{Deeds: list}
	if len(list) == perAudit {
		f.Next = list[perAudit-1].At.Format(time.RFC3339Nano)
	}
	return answer{view: "audit", data: f}, err
}
