package server

import (
	"context"
	"crypto/rand"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
)

// clientIP finds out who asks: the peer, or what a trusted proxy says of it.
func (s *Server) clientIP() func(http.Handler) http.Handler {
	if len(s.cfg.Proxies) == 0 {
		return middleware.ClientIPFromRemoteAddr
	}
	prefixes := make([]string, len(s.cfg.Proxies))
	for i, p := range s.cfg.Proxies {
		prefixes[i] = p.String()
	}
	return middleware.ClientIPFromXFF(prefixes...)
}

// requestID names the request. The name stands in the logs and in the audit log, so it is never one that a caller sends.
func requestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := strings.ToLower(rand.Text()[:16]) // 80 bits
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), middleware.RequestIDKey, id)))
	})
}

// wrongMethod says which methods an address has, as the answer 405 must.
func (s *Server) wrongMethod(routes chi.Routes) http.HandlerFunc {
	page := s.app.WrongMethod()
	return func(w http.ResponseWriter, r *http.Request) {
		var allowed []string
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			if !routes.Match(chi.NewRouteContext(), method, r.URL.EscapedPath()) {
				continue
			}
			allowed = append(allowed, method)
			if method == http.MethodGet {
				allowed = append(allowed, http.MethodHead)
			}
		}
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		page.ServeHTTP(w, r)
	}
}

// record logs every request once, without bodies, queries or names, and counts it.
func (s *Server) record(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := s.app.DB.Clock().Now()
		id := middleware.GetReqID(r.Context())
		w.Header().Set("X-Request-Id", id)
		ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		next.ServeHTTP(ww, r)
		took := s.app.DB.Clock().Now().Sub(start)
		status := ww.Status()
		if status == 0 {
			status = http.StatusOK
		}
		pattern := chi.RouteContext(r.Context()).RoutePattern()
		s.metrics.observe(r.Method, pattern, status, took)
		s.log.DebugContext(r.Context(), "request", "method", r.Method, "route", pattern, "status", status,
			"bytes", ww.BytesWritten(), "ms", took.Round(time.Microsecond).Seconds()*1000, "request", id)
	})
}

// recoverer turns a panic into a plain 500, logged with its stack.
func (s *Server) recoverer(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if v == http.ErrAbortHandler {
				panic(v)
			}
			s.log.ErrorContext(r.Context(), "panic", "value", v, "stack", string(debug.Stack()), "request", middleware.GetReqID(r.Context()))
			http.Error(w, "Något gick fel. Försök igen om en stund.", http.StatusInternalServerError)
		}()
		next.ServeHTTP(w, r)
	})
}

// csp lets a page load only what this site serves itself, and nothing inline.
const csp = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
	"manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// secure sets the headers that keep browsers from doing more than a page asks for.
func (s *Server) secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", csp)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		// Not no-referrer: that makes browsers send "Origin: null" with forms, which the origin check then refuses.
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		if s.cfg.HSTS {
			h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}

// sameOrigin refuses posts that another site's page makes a browser send. A request that says neither where it
// comes from nor what its origin is does not come from a browser of this decade and is refused too.
func (s *Server) sameOrigin(next http.Handler) http.Handler {
	cop := http.NewCrossOriginProtection()
	if err := cop.AddTrustedOrigin(s.cfg.BaseURL.Scheme + "://" + s.cfg.BaseURL.Host); err != nil {
		panic("server: BASE_URL was validated: " + err.Error())
	}
	deny := http.HandlerFunc(s.app.CrossOrigin)
	cop.SetDenyHandler(deny)
	inner := cop.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.Method {
		case http.MethodGet, http.MethodHead, http.MethodOptions:
		default:
			if r.Header.Get("Sec-Fetch-Site") == "" && r.Header.Get("Origin") == "" {
				deny.ServeHTTP(w, r)
				return
			}
		}
		inner.ServeHTTP(w, r)
	})
}
