// Package e2e tests the whole site as people meet it: in Chromium, on a phone and at a desk, light and dark, with and
// without script, by finger and by keyboard; every page through axe-core; and as a process that is killed, started
// twice and left without its database. Test-only.
//
// It owns the browser of the tests and the jobs that people come to the site for. It must not know how a page is made.
package e2e
