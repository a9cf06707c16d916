// SPDX-License-Identifier: Apache-2.0

/// An authority, what it signed and one that did not, for tests: P-256 keys, valid for a hundred years. Made by
/// `openssl req -x509` and `openssl x509 -req` with names `localhost`, `kubernetes.default.svc.cluster.local` and its
/// short forms, 127.0.0.1 and ::1 for the server, and `CN=developer, O=team` for the client. They protect nothing.
package enum TestCertificates {
    package static let authority = """
        -----BEGIN CERTIFICATE-----
        MIIBqDCCAU+gAwIBAgIUeHRO08ij1cesOqJSMqNQmZS4H+wwCgYIKoZIzj0EAwIw
        ITEfMB0GA1UEAwwWTWFydGxldCB0ZXN0IGF1dGhvcml0eTAgFw0yNjExMzAwMzE0
        MjJaGA8yMTI2MTEwNjAzMTQyMlowITEfMB0GA1UEAwwWTWFydGxldCB0ZXN0IGF1
        dGhvcml0eTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABD9bKRRbX7fSTXX5nNMK
        rULslo27VT6+qYVDfz6343I4t9b3zakYPXHpNyTsHjaT4jmcGbelEqqBWuyaQdD5
        fAWjYzBhMB0GA1UdDgQWBBTlR1h4gobrkyG/2Oj8FWf0SYw2XDAfBgNVHSMEGDAW
        gBTlR1h4gobrkyG/2Oj8FWf0SYw2XDAPBgNVHRMBAf8EBTADAQH/MA4GA1UdDwEB
        /wQEAwIBBjAKBggqhkjOPQQDAgNHADBEAiBT76qsmEcCtGPLNx644dHK0OblSSG7
        cKXD0vBZdHeC6AIgYt+ncDA96xGQdAORwK5ICu3MajvmqbRHFlfiOjM4xhI=
        -----END CERTIFICATE-----
        """

    package static let server = """
        -----BEGIN CERTIFICATE-----
        MIICPjCCAeSgAwIBAgIUEmY9dXS1pLd4SS17OFtG2plCIt0wCgYIKoZIzj0EAwIw
        ITEfMB0GA1UEAwwWTWFydGxldCB0ZXN0IGF1dGhvcml0eTAgFw0yNjExMzAwMzE0
        MjJaGA8yMTI2MTEwNjAzMTQyMlowGTEXMBUGA1UEAwwOa3ViZS1hcGlzZXJ2ZXIw
        WTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQMC3tXLuftImrICUKGq1ETRHOayw8c
        V88x6m5XeQ22jH/j4T2pCA675qnDBlOVInsCXBqdJJJuhnfZOWqqlDjjo4H/MIH8
        MAkGA1UdEwQCMAAwCwYDVR0PBAQDAgeAMBMGA1UdJQQMMAoGCCsGAQUFBwMBMIGM
        BgNVHREEgYQwgYGCCWxvY2FsaG9zdIIKa3ViZXJuZXRlc4ISa3ViZXJuZXRlcy5k
        ZWZhdWx0ghZrdWJlcm5ldGVzLmRlZmF1bHQuc3ZjgiRrdWJlcm5ldGVzLmRlZmF1
        bHQuc3ZjLmNsdXN0ZXIubG9jYWyHBH8AAAGHEAAAAAAAAAAAAAAAAAAAAAEwHQYD
        VR0OBBYEFOxUpqthN3tgEHk3bnkO7SXcnuHrMB8GA1UdIwQYMBaAFOVHWHiChuuT
        Ib/Y6PwVZ/RJjDZcMAoGCCqGSM49BAMCA0gAMEUCIQDgrb3LDWvt1WR6AVcaYL7r
        wQNTitK+8GHy9KXPrJjK0AIgI70NVBZ7VQZRyzljhbBk2cbRMqlje0Ok71ufPKIA
        ans=
        -----END CERTIFICATE-----
        """

    package static let serverKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg1LUdy4XqA0qO2uoP
        dr+gdmYsYG8AlLpNllBr4KGpWJ+hRANCAAQMC3tXLuftImrICUKGq1ETRHOayw8c
        V88x6m5XeQ22jH/j4T2pCA675qnDBlOVInsCXBqdJJJuhnfZOWqqlDjj
        -----END PRIVATE KEY-----
        """

    package static let client = """
        -----BEGIN CERTIFICATE-----
        MIIBtzCCAV2gAwIBAgIUEmY9dXS1pLd4SS17OFtG2plCIt4wCgYIKoZIzj0EAwIw
        ITEfMB0GA1UEAwwWTWFydGxldCB0ZXN0IGF1dGhvcml0eTAgFw0yNjExMzAwMzE0
        MjJaGA8yMTI2MTEwNjAzMTQyMlowIzESMBAGA1UEAwwJZGV2ZWxvcGVyMQ0wCwYD
        VQQKDAR0ZWFtMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE2MqyjU9yJpz0v+7P
        Mzzj3nS6MjkD9WM5yJAswILKwH5QYK9HlMWr+1Pm7+4NnKSfG/Jp7y3pb4vXEPq0
        taJjzaNvMG0wCQYDVR0TBAIwADALBgNVHQ8EBAMCB4AwEwYDVR0lBAwwCgYIKwYB
        BQUHAwIwHQYDVR0OBBYEFPgO1gBXNJViqAwQdGc/JX7ymZO0MB8GA1UdIwQYMBaA
        FOVHWHiChuuTIb/Y6PwVZ/RJjDZcMAoGCCqGSM49BAMCA0gAMEUCIQC5Ef9fAVDQ
        pI8JBqZAzbcULMZ6H5wCumsQUiAi0ovRVgIgNWmE6fMnq7++2KulucTShxyS89Df
        Wq1z0oDeMzFYKiE=
        -----END CERTIFICATE-----
        """

    package static let clientKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg+4x8s4Zw+La52P3O
        UOu7P254yAX0aP90LRUMzKqlLe6hRANCAATYyrKNT3ImnPS/7s8zPOPedLoyOQP1
        YznIkCzAgsrAflBgr0eUxav7U+bv7g2cpJ8b8mnvLelvi9cQ+rS1omPN
        -----END PRIVATE KEY-----
        """

    package static let otherAuthority = """
        -----BEGIN CERTIFICATE-----
        MIIBjjCCATWgAwIBAgIUR3IizquizZAhiIu1MEfmoMKDvo0wCgYIKoZIzj0EAwIw
        HDEaMBgGA1UEAwwRQW5vdGhlciBhdXRob3JpdHkwIBcNMjYxMTMwMDMxNDIyWhgP
        MjEyNjExMDYwMzE0MjJaMBwxGjAYBgNVBAMMEUFub3RoZXIgYXV0aG9yaXR5MFkw
        EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE6YznUJri0l4GnwHqbGYcCr0R+NTsOGkk
        X1+UDK+rnEBiWlmT24PWihkoi/jm8utBGemADeiZZYh7kqcLL08DTqNTMFEwHQYD
        VR0OBBYEFGZUaexik4J1xQ/WcVYfoLG5egT/MB8GA1UdIwQYMBaAFGZUaexik4J1
        xQ/WcVYfoLG5egT/MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIg
        Dzx4jb1v1MyCnia6Upbnugm2eCByDmasPNf+pMfNHd4CIBj4RZyn63aliz07fiyt
        vJYEWcuhNQrhwsWCz7r1DfyH
        -----END CERTIFICATE-----
        """
}
