package config_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"verkstad/internal/config"
)

func TestDefaults(t *testing.T) {
	c, err := config.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	want := `DATABASE_URL=(not set)
BASE_URL=http://localhost:8080
LISTEN=:8080
METRICS_LISTEN=127.0.0.1:9090
METRICS_REMOTE=false
LOG_FORMAT=text
LOG_LEVEL=INFO
TRUSTED_PROXIES=[]
SECOND_FACTOR=required
SECOND_FACTOR_KEY=(not set)
SHUTDOWN_GRACE=20s
POOL_MAX_CONNS=8
`
	if got := c.String(); got != want {
		t.Errorf("defaults:\n%s\nwant:\n%s", got, want)
	}
	if vars := config.Variables(); len(vars) != strings.Count(want, "\n") {
		t.Errorf("%d variables are listed", len(vars))
	} else {
		for _, v := range vars {
			if v.About == "" {
				t.Errorf("%s is not described", v.Name)
			}
		}
	}
}

func TestValues(t *testing.T) {
	c, err := config.Load([]string{
		"DATABASE_URL=postgres://app:hemligt@db/verkstad", "BASE_URL=https://Verkstad.example/", "LISTEN=127.0.0.1:0",
		"METRICS_LISTEN=0.0.0.0:9091", "METRICS_REMOTE=true", "LOG_FORMAT=json", "LOG_LEVEL=debug",
		"TRUSTED_PROXIES=127.0.0.1, 10.1.2.3/8 ,::1", "SECOND_FACTOR=optional", "SHUTDOWN_GRACE=1m", "POOL_MAX_CONNS=20",
		"UNRELATED=x",
	})
	if err != nil {
		t.Fatal(err)
	}
	prefixes := []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	if !slices.Equal(c.Proxies, prefixes) {
		t.Errorf("proxies %v, want %v", c.Proxies, prefixes)
	}
	if string(c.DatabaseURL) != "postgres://app:hemligt@db/verkstad" || c.BaseURL.String() != "https://verkstad.example" ||
		c.Listen != "127.0.0.1:0" || c.MetricsListen != "0.0.0.0:9091" || c.LogFormat != config.LogJSON ||
		c.LogLevel != slog.LevelDebug || c.SecondFactor != config.SecondFactorOptional ||
		c.ShutdownGrace != time.Minute || c.PoolMaxConns != 20 {
		t.Errorf("read as\n%v", c)
	}
}

func TestCookies(t *testing.T) {
	tests := []struct {
		environ string
		base    string
		name    string
		secure  bool
		hsts    bool
	}{
		{"", "http://localhost:8080", "__Host-sid", true, false},
		{"LISTEN=:9999", "http://localhost:9999", "__Host-sid", true, false},
		{"BASE_URL=http://127.0.0.1:8080", "http://127.0.0.1:8080", "__Host-sid", true, false},
		{"BASE_URL=https://verkstad.example", "https://verkstad.example", "__Host-sid", true, true},
		{"BASE_URL=http://192.168.1.4:8080", "http://192.168.1.4:8080", "sid", false, false},
		{"BASE_URL=http://localhost.example", "http://localhost.example", "sid", false, false},
	}
	for _, tt := range tests {
		t.Run(tt.environ, func(t *testing.T) {
			c, err := config.Load([]string{tt.environ})
			if err != nil {
				t.Fatal(err)
			}
			if c.BaseURL.String() != tt.base || c.CookieName != tt.name || c.CookieSecure != tt.secure || c.HSTS != tt.hsts {
				t.Errorf("%s: cookie %s, secure %v, HSTS %v; want %+v", c.BaseURL, c.CookieName, c.CookieSecure, c.HSTS, tt)
			}
		})
	}
}

func TestEmptyTurnsMetricsOff(t *testing.T) {
	c, err := config.Load([]string{"METRICS_LISTEN="})
	if err != nil || c.MetricsListen != "" {
		t.Errorf("METRICS_LISTEN = %q, %v; want off", c.MetricsListen, err)
	}
}

func TestRefusals(t *testing.T) {
	tests := []struct{ environ, says string }{
		{"DATABASE_URL=postgres://hemligt@%zz", "DATABASE_URL: is not the address"},
		{"DATABASE_URL=mysql://hemligt/x", "DATABASE_URL: is not the address"},
		{"DATABASE_URL=postgres://db/verkstad", "DATABASE_URL: must name the user"},
		{"DATABASE_URL=postgres://app:hemligt@db", "DATABASE_URL: must name the user and the database"},
		{"DATABASE_URL=host=db user=app", "DATABASE_URL: must name the user and the database"},
		{"BASE_URL=verkstad.example", "BASE_URL: \"verkstad.example\" must begin with http"},
		{"BASE_URL=ftp://verkstad.example", "BASE_URL"},
		{"BASE_URL=https://", "BASE_URL"},
		{"BASE_URL=https://verkstad.example/app", "BASE_URL"},
		{"BASE_URL=https://verkstad.example?x=1", "BASE_URL"},
		{"BASE_URL=https://me:pw@verkstad.example", "BASE_URL"},
		{"LISTEN=8080", "LISTEN"},
		{"LISTEN=:http-verkstad", "LISTEN"},
		{"LISTEN=http://localhost:80", "LISTEN"},
		{"METRICS_LISTEN=:9090", "METRICS_LISTEN: \":9090\" can be reached"},
		{"METRICS_LISTEN=10.0.0.1:9090", "METRICS_REMOTE"},
		{"METRICS_REMOTE=kanske", "METRICS_REMOTE"},
		{"SECOND_FACTOR_KEY=hemligt", "SECOND_FACTOR_KEY: must be 32 random bytes"},
		{"SECOND_FACTOR_KEY=aGVtbGlndA==", "SECOND_FACTOR_KEY: must be 32 random bytes"},
		{"LOG_FORMAT=xml", "LOG_FORMAT: \"xml\" is not text or json"},
		{"LOG_LEVEL=loud", "LOG_LEVEL"},
		{"TRUSTED_PROXIES=10.0.0.0/33", "TRUSTED_PROXIES: \"10.0.0.0/33\""},
		{"TRUSTED_PROXIES=proxy.example", "TRUSTED_PROXIES"},
		{"TRUSTED_PROXIES=0.0.0.0/0", "trusts everybody"},
		{"SECOND_FACTOR=off", "SECOND_FACTOR"},
		{"SHUTDOWN_GRACE=20", "SHUTDOWN_GRACE: \"20\" is not a duration"},
		{"SHUTDOWN_GRACE=-1s", "SHUTDOWN_GRACE"},
		{"POOL_MAX_CONNS=1", "POOL_MAX_CONNS"},
		{"POOL_MAX_CONNS=many", "POOL_MAX_CONNS"},
		{"DATABASE_URL_FILE=/nowhere/at/all", "DATABASE_URL_FILE"},
	}
	for _, tt := range tests {
		t.Run(tt.environ, func(t *testing.T) {
			_, err := config.Load([]string{tt.environ})
			if err == nil {
				t.Fatal("accepted")
			}
			if !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error does not say %q: %v", tt.says, err)
			}
			if strings.Contains(err.Error(), "hemligt") {
				t.Errorf("error tells the secret: %v", err)
			}
			if n := strings.Count(err.Error(), "\n"); n != 0 {
				t.Errorf("%d complaints about one thing: %v", n+1, err)
			}
		})
	}
	_, err := config.Load([]string{"BASE_URL=x", "LISTEN=x", "LOG_LEVEL=x", "SECOND_FACTOR=x", "POOL_MAX_CONNS=x"})
	if err == nil || strings.Count(err.Error(), "\n") != 4 {
		t.Errorf("five mistakes are told as: %v", err)
	}
}

func TestSecretFromFile(t *testing.T) {
	const address = "postgres://app:hemligt@db/verkstad"
	path := filepath.Join(t.TempDir(), "url")
	if err := os.WriteFile(path, []byte(address+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load([]string{"DATABASE_URL_FILE=" + path})
	if err != nil || string(c.DatabaseURL) != address {
		t.Errorf("read %q, %v", string(c.DatabaseURL), err)
	}
	if _, err := config.Load([]string{"DATABASE_URL_FILE=" + path, "DATABASE_URL=" + address}); err == nil {
		t.Error("both the variable and its file were accepted")
	}
}

// TestNothingPrintsTheSecret tries the ways in which a struct ends up in a log.
func TestNothingPrintsTheSecret(t *testing.T) {
	c, err := config.Load([]string{"DATABASE_URL=postgres://app:hemligt@db/verkstad"})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	slog.New(slog.NewJSONHandler(&b, nil)).Info("start", "config", c, "pointer", &c, "url", c.DatabaseURL)
	slog.New(slog.NewTextHandler(&b, nil)).Info("start", "config", c, "url", c.DatabaseURL)
	fmt.Fprintf(&b, "%v %+v %#v %s %q", c, c, c, c.DatabaseURL, c.DatabaseURL)
	json.NewEncoder(&b).Encode(c)
	if strings.Contains(b.String(), "hemligt") {
		t.Errorf("printed:\n%s", &b)
	}
	if !strings.Contains(b.String(), "(set)") {
		t.Error("nothing was printed")
	}
}
