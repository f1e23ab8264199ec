using System.Net.NetworkInformation;

namespace Corporation.TransportBench.Resources;

/// <summary>Counts TCP connections.</summary>
internal static class OpenConnections
{
    /// <summary>How many of this machine's connections lead to the port. Only this process talks to a broker of its own.</summary>
    public static int To(int port) => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections()
        .Count(connection => connection.RemoteEndPoint.Port == port && connection.State == TcpState.Established);
}
