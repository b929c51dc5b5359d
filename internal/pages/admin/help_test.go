package admin_test

import (
	"strconv"
	"testing"

	"verkstad/internal/apptest"
	"verkstad/internal/fixture"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func accountID(t *testing.T, app *apptest.App, email string) int64 {
	t.Helper()
	a, err := app.Store.AccountByEmail(app.Ctx, fixture.Today, email)
	if err != nil {
		t.Fatal(err)
	}
	return a.ID
}
