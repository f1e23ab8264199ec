using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Corporation.Runtime.Listening;

/// <summary>
/// HQ and factories ask nobody who he is yet, so they listen where only this machine can reach them. Every host asks here before it makes or starts
/// anything.
/// </summary>
public static class LoopbackOnly
{
    private const string Endpoints = "Kestrel:Endpoints";

    /// <summary>Checks where a process is told to listen.</summary>
    /// <param name="urls">One address or several with semicolons between them, as <c>--urls</c> takes them.</param>
    /// <param name="configuration">Its <c>Kestrel:Endpoints</c>, where there are any, go before <paramref name="urls"/> and are checked as well.</param>
    /// <exception cref="OptionsValidationException">Another machine could reach an address, or nobody can say.</exception>
    public static void Require(string urls, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(urls);
        ArgumentNullException.ThrowIfNull(configuration);

        // An empty list is refused as well: ASP.NET Core would then take HTTP_PORTS, which are ports of all addresses.
        var wrong = urls.Split(';', StringSplitOptions.TrimEntries)
            .Where(url => !IsLoopback(url))
            .Select(url => Problem($"The address to listen on is '{url}'"))
            .Concat(configuration.GetSection(Endpoints).GetChildren()
                .Where(endpoint => endpoint["Url"] is { Length: > 0 } url && !IsLoopback(url))
                .Select(endpoint => Problem($"{Endpoints}:{endpoint.Key}:Url is '{endpoint["Url"]}'")))
            .ToArray();
        if (wrong.Length > 0)
            throw new OptionsValidationException(nameof(LoopbackOnly), typeof(BindingAddress), wrong);
    }

    // Kestrel's own reading: unix: is a file of this machine, an IP address is taken as one, localhost means both loopbacks, and every other name listens on
    // all addresses.
    private static bool IsLoopback(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.IsUnixPipe
                || address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
                || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static string Problem(string what) =>
        $"{what}, which is not known to be reachable from this machine only. There is no authentication yet, so whoever reaches a headquarters or a factory "
        + "may do anything with it. Use 127.0.0.1, [::1] or localhost, for instance http://127.0.0.1:7400; from elsewhere come through an SSH tunnel.";
}
