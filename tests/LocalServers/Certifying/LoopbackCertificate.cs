using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Corporation.LocalServers.Certifying;

/// <summary>A certificate authority made for one server, and a certificate for 127.0.0.1 and localhost that it has signed.</summary>
internal static class LoopbackCertificate
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromDays(1);
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>Writes <c>ca.crt</c>, <c>server.crt</c> and <c>server.key</c> as PEM into the folder.</summary>
    public static void Write(string folder, DateTimeOffset now)
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest("CN=Corporation test authority", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        const X509KeyUsageFlags authorityUse = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign;
        authorityRequest.CertificateExtensions.Add(new X509KeyUsageExtension(authorityUse, true));
        authorityRequest.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(authorityRequest.PublicKey, false));
        using var authority = authorityRequest.CreateSelfSigned(now - ClockSkew, now + Lifetime);

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        using var certificate = request.Create(authority, now - ClockSkew, now + Lifetime - ClockSkew, RandomNumberGenerator.GetBytes(16));

        File.WriteAllText(Path.Combine(folder, "ca.crt"), authority.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "server.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "server.key"), key.ExportPkcs8PrivateKeyPem());
    }
}
