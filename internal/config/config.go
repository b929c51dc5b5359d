// Package config turns the environment into one validated struct.
//
// It owns the names, defaults and rules of the variables, and what follows from them (cookies, HSTS). It must not
// read anything else than the environment it is given and the files that it names, and must not open or start
// anything. A configuration prints without its secrets.
package config

import (
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"reflect"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
	"github.com/jackc/pgx/v5"
)

// A Secret is a text that prints as whether it is set. Convert it to a string to use it.
type Secret string

// String tells only whether the secret is set.
func (s Secret) String() string {
	if s == "" {
		return "(not set)"
	}
	return "(set)"
}

// GoString is String, so that %#v keeps the secret too.
func (s Secret) GoString() string { return s.String() }

// MarshalText is String, for logs and JSON.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// SecondFactor tells whether accounts that see names outside their own unit must have one.
type SecondFactor string

// The values of SECOND_FACTOR. Optional is for demo databases only; serve refuses it on any other.
const (
	SecondFactorRequired SecondFactor = "required"
	SecondFactorOptional SecondFactor = "optional"
)

// LogFormat is how log records are written.
type LogFormat string

// The values of LOG_FORMAT.
const (
	LogText LogFormat = "text"
	LogJSON LogFormat = "json"
)

// Config is everything that the environment decides. The tags name the variables, their defaults and what they do;
// [Variables] lists them for people.
type Config struct {
	DatabaseURL   Secret         `env:"DATABASE_URL" about:"address of the Postgres database, with user and database name; empty runs a private one on this machine"`
	BaseURL       *url.URL       `env:"BASE_URL" envDefault:"http://localhost:8080" about:"address at which people reach the site, without a path; decides cookies and links"`
	Listen        string         `env:"LISTEN" envDefault:":8080" about:"address and port to serve on"`
	MetricsListen string         `env:"METRICS_LISTEN" envDefault:"127.0.0.1:9090" about:"address and port of the metrics; empty turns them off; loopback only, unless METRICS_REMOTE is true"`
	MetricsRemote bool           `env:"METRICS_REMOTE" envDefault:"false" about:"allow METRICS_LISTEN to be reachable from other machines"`
	LogFormat     LogFormat      `env:"LOG_FORMAT" envDefault:"text" about:"text or json"`
	LogLevel      slog.Level     `env:"LOG_LEVEL" envDefault:"info" about:"debug, info, warn or error"`
	Proxies       []netip.Prefix `env:"TRUSTED_PROXIES" about:"addresses or CIDR ranges, separated by commas, whose X-Forwarded-For is believed"`
	SecondFactor  SecondFactor   `env:"SECOND_FACTOR" envDefault:"required" about:"required or optional; optional only on a demo database"`
	Key           Secret         `env:"SECOND_FACTOR_KEY" about:"32 random bytes in base64 with which the secrets of second factors are encrypted; a private database has a key file of its own"`
	ShutdownGrace time.Duration  `env:"SHUTDOWN_GRACE" envDefault:"20s" about:"how long requests may take to finish at shutdown"`
	PoolMaxConns  int32          `env:"POOL_MAX_CONNS" envDefault:"8" about:"most connections to the database at once"`

	// CookieName, CookieSecure and HSTS follow from BaseURL. Browsers keep Secure cookies, and so the stricter name
	// __Host-sid, only from https and from this machine; any other plain address gets a plain cookie.
	CookieName   string
	CookieSecure bool
	HSTS         bool
}

// secrets are the variables whose value may also be in a file, named by the variable with _FILE at its end.
var secrets = []string{"DATABASE_URL", "SECOND_FACTOR_KEY"}

// emptyMeansOff are the variables whose default holds only when they are absent.
var emptyMeansOff = []string{"METRICS_LISTEN"}

// A Variable describes an environment variable for people.
type Variable struct {
	Name, Default, About string
}

// Variables lists the variables in the order of [Config].
func Variables() []Variable {
	var out []Variable
	for f := range fields() {
		out = append(out, Variable{f.Tag.Get("env"), f.Tag.Get("envDefault"), f.Tag.Get("about")})
	}
	return out
}

func fields() func(yield func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		t := reflect.TypeFor[Config]()
		for i := range t.NumField() {
			if f := t.Field(i); f.Tag.Get("env") != "" && !yield(f) {
				return
			}
		}
	}
}

// Load reads the variables in environ, in the form of [os.Environ]. The error tells everything that is wrong at
// once, one variable a line; it repeats no secret.
func Load(environ []string) (Config, error) {
	vars := env.ToMap(environ)
	var problems []error
	complain := func(name, format string, args ...any) {
		problems = append(problems, fmt.Errorf("%s: %w", name, fmt.Errorf(format, args...)))
	}
	for _, name := range secrets {
		if err := readSecret(vars, name); err != nil {
			complain(name, "%w", err)
		}
	}
	off := map[string]bool{}
	for _, name := range emptyMeansOff {
		v, set := vars[name]
		off[name] = set && strings.TrimSpace(v) == ""
	}

	var c Config
	err := env.ParseWithOptions(&c, env.Options{Environment: vars, FuncMap: parsers})
	bad := map[string]bool{} // variables that need no second complaint
	for name, err := range parseErrors(err) {
		bad[name] = true
		complain(name, "%w", err)
	}
	check := func(name string, rule func() error) {
		if bad[name] {
			return
		}
		if err := rule(); err != nil {
			complain(name, "%w", err)
		}
	}
	if off["METRICS_LISTEN"] {
		c.MetricsListen = ""
	}
	if vars["BASE_URL"] == "" {
		c.BaseURL = defaultBaseURL(c.Listen)
	}
	check("DATABASE_URL", func() error { return checkDatabaseURL(string(c.DatabaseURL)) })
	check("LISTEN", func() error { _, err := splitListen(c.Listen); return err })
	check("METRICS_LISTEN", func() error { return checkMetricsListen(c.MetricsListen, c.MetricsRemote) })
	check("LOG_FORMAT", func() error { return oneOf(c.LogFormat, LogText, LogJSON) })
	check("SECOND_FACTOR", func() error { return oneOf(c.SecondFactor, SecondFactorRequired, SecondFactorOptional) })
	check("SECOND_FACTOR_KEY", func() error { _, err := c.KeyBytes(); return err })
	check("SHUTDOWN_GRACE", func() error { return within(c.ShutdownGrace, 0, 10*time.Minute) })
	check("POOL_MAX_CONNS", func() error { return within(c.PoolMaxConns, 2, 500) })
	if len(problems) > 0 {
		return Config{}, fmt.Errorf("configuration: %w", errors.Join(problems...))
	}

	trusted := c.BaseURL.Scheme == "https" || c.BaseURL.Hostname() == "localhost" || c.BaseURL.Hostname() == "127.0.0.1"
	c.CookieName, c.CookieSecure = "sid", false
	if trusted {
		c.CookieName, c.CookieSecure = "__Host-sid", true
	}
	c.HSTS = c.BaseURL.Scheme == "https"
	return c, nil
}

// keyBytes is the size of SECOND_FACTOR_KEY.
const keyBytes = 32

// KeyBytes returns the key of second factors, nil when none is set.
func (c Config) KeyBytes() ([]byte, error) {
	if c.Key == "" {
		return nil, nil
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(c.Key)))
	if err != nil || len(key) != keyBytes {
		return nil, fmt.Errorf("must be %d random bytes in base64: openssl rand -base64 %d", keyBytes, keyBytes)
	}
	return key, nil
}

// readSecret fills in a secret from the file that NAME_FILE names.
func readSecret(vars map[string]string, name string) error {
	path := vars[name+"_FILE"]
	if path == "" {
		return nil
	}
	if vars[name] != "" {
		return fmt.Errorf("set it or %s_FILE, not both", name)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read the file that %s_FILE names: %w", name, err)
	}
	v := strings.TrimRight(string(b), "\r\n")
	if v == "" {
		return fmt.Errorf("the file that %s_FILE names is empty", name)
	}
	vars[name] = v
	return nil
}

// parseErrors yields what env complained about, by variable: env itself names the fields.
func parseErrors(err error) func(yield func(string, error) bool) {
	return func(yield func(string, error) bool) {
		var all env.AggregateError
		if !errors.As(err, &all) {
			if err != nil {
				yield("environment", err)
			}
			return
		}
		for _, e := range all.Errors {
			name, inner := "environment", e
			var pe env.ParseError
			if errors.As(e, &pe) {
				inner = pe.Err
				if f, ok := reflect.TypeFor[Config]().FieldByName(pe.Name); ok {
					name = f.Tag.Get("env")
				}
			}
			if !yield(name, inner) {
				return
			}
		}
	}
}

// parsers read the types whose own reading is too lax, too strict or says too little.
var parsers = map[reflect.Type]env.ParserFunc{
	reflect.TypeFor[url.URL]():        func(s string) (any, error) { return parseBaseURL(s) },
	reflect.TypeFor[[]netip.Prefix](): func(s string) (any, error) { return parsePrefixes(s) },
	reflect.TypeFor[time.Duration](): func(s string) (any, error) {
		d, err := time.ParseDuration(s)
		if err != nil {
			return nil, fmt.Errorf("%q is not a duration such as 20s or 1m30s", s)
		}
		return d, nil
	},
}

func parseBaseURL(s string) (url.URL, error) {
	u, err := url.Parse(strings.TrimSuffix(s, "/"))
	switch {
	case err != nil:
		return url.URL{}, fmt.Errorf("%q is not an address", s)
	case u.Scheme != "http" && u.Scheme != "https", u.Hostname() == "":
		return url.URL{}, fmt.Errorf("%q must begin with http:// or https:// and a host", s)
	case u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil || u.ForceQuery:
		return url.URL{}, fmt.Errorf("%q must be only scheme, host and port, such as https://verkstad.example", s)
	}
	u.Host = strings.ToLower(u.Host)
	return *u, nil
}

// defaultBaseURL follows the port of LISTEN, so that one variable is enough for a second instance.
func defaultBaseURL(listen string) *url.URL {
	port, err := splitListen(listen)
	if err != nil || port == "0" {
		port = "8080"
	}
	return &url.URL{Scheme: "http", Host: net.JoinHostPort("localhost", port)}
}

func parsePrefixes(s string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for part := range strings.SplitSeq(s, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		p, err := netip.ParsePrefix(part)
		if err != nil {
			a, addrErr := netip.ParseAddr(part)
			if addrErr != nil {
				return nil, fmt.Errorf("%q is neither an address nor a range such as 10.0.0.0/8", part)
			}
			p = netip.PrefixFrom(a, a.BitLen())
		}
		if p.Bits() == 0 {
			return nil, fmt.Errorf("%q trusts everybody", part)
		}
		out = append(out, p.Masked())
	}
	return out, nil
}

// checkDatabaseURL asks for user and database by name, because what is missing would be taken from PG* variables or
// from the name of whoever started the program.
func checkDatabaseURL(s string) error {
	if s == "" {
		return nil
	}
	// pgx's own error may quote parts of the address; it stays out of the message.
	if _, err := pgx.ParseConfig(s); err != nil {
		return errors.New("is not the address of a Postgres database, such as postgres://user:password@host/database")
	}
	var user, database bool
	if strings.Contains(s, "://") {
		u, err := url.Parse(s)
		if err != nil {
			return errors.New("is not an address")
		}
		q := u.Query()
		user = u.User.Username() != "" || q.Get("user") != ""
		database = strings.Trim(u.Path, "/") != "" || q.Get("dbname") != "" || q.Get("database") != ""
	} else {
		user = strings.Contains(s, "user")
		database = strings.Contains(s, "dbname") || strings.Contains(s, "database")
	}
	if !user || !database {
		return errors.New("must name the user and the database")
	}
	return nil
}

// splitListen checks an address to listen on and returns its port.
func splitListen(s string) (port string, err error) {
	host, port, err := net.SplitHostPort(s)
	if err != nil {
		return "", fmt.Errorf("%q is not an address such as :8080 or 127.0.0.1:8080", s)
	}
	if _, err := net.LookupPort("tcp", port); err != nil {
		return "", fmt.Errorf("%q has no port such as 8080", s)
	}
	if strings.ContainsAny(host, " /") {
		return "", fmt.Errorf("%q is not an address such as :8080 or 127.0.0.1:8080", s)
	}
	return port, nil
}

func checkMetricsListen(s string, remote bool) error {
	if s == "" {
		return nil
	}
	if _, err := splitListen(s); err != nil {
		return err
	}
	host, _, _ := net.SplitHostPort(s)
	addr, err := netip.ParseAddr(host)
	loopback := host == "localhost" || err == nil && addr.IsLoopback()
	if !loopback && !remote {
		return fmt.Errorf("%q can be reached from other machines; use 127.0.0.1, or set METRICS_REMOTE=true", s)
	}
	return nil
}

func oneOf[T ~string](v T, allowed ...T) error {
	names := make([]string, len(allowed))
	for i, a := range allowed {
		if v == a {
			return nil
		}
		names[i] = string(a)
	}
	return fmt.Errorf("%q is not %s", string(v), strings.Join(names, " or "))
}

func within[T int32 | time.Duration](v, low, high T) error {
	if v < low || v > high {
		return fmt.Errorf("%v is not between %v and %v", v, low, high)
	}
	return nil
}

// LogValue groups the configuration for a log record; secrets show only whether they are set.
func (c Config) LogValue() slog.Value {
	v := reflect.ValueOf(c)
	var attrs []slog.Attr
	for f := range fields() {
		attrs = append(attrs, slog.String(f.Tag.Get("env"), fmt.Sprint(v.FieldByIndex(f.Index).Interface())))
	}
	return slog.GroupValue(attrs...)
}

// String lists the configuration as NAME=value lines, secrets showing only whether they are set.
func (c Config) String() string {
	var b strings.Builder
	for _, a := range c.LogValue().Group() {
		fmt.Fprintf(&b, "%s=%s\n", a.Key, a.Value)
	}
	return b.String()
}
