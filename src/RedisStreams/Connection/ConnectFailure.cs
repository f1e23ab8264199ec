using System.Security.Authentication;
using MassTransit;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Connection;

/// <summary>Says in words why the bus has no connection that it can use: what happened, at which server, and what to do.</summary>
internal static class ConnectFailure
{
    /// <summary>What is wrong, if anything, before the client tries to connect.</summary>
    /// <exception cref="ConnectionException">No endpoint takes a connection.</exception>
    public static async Task ThrowIfOutOfReachAsync(RedisStreamsHostAddress address, ConfigurationOptions options, CancellationToken cancellationToken)
    {
        if (await FirstContact.FindObstacleAsync(options, cancellationToken) is { } obstacle)
            throw new ConnectionException($"The server {address} can't be reached: {obstacle}.", isTransient: true);
    }

    public static async Task<ConnectionException> DescribeAsync(
        Exception exception, RedisStreamsHostAddress address, ConfigurationOptions options, CancellationToken cancellationToken)
    {
        if (exception is ConnectionException described)
            return described;

        var reason = Known(exception, options)
            ?? (exception is RedisConnectionException or TimeoutException ? await FirstContact.FindMisunderstandingAsync(options, cancellationToken) : null)
            ?? (exception is TimeoutException ? $"it did not answer within {options.ConnectTimeout} ms" : ServerAdvice.With(exception.Message));
        return new ConnectionException($"The server {address} can't be used: {reason.TrimEnd('.')}.", exception);
    }

    private static string? Known(Exception exception, ConfigurationOptions options)
    {
        if (exception is RedisCommandException && options.DefaultDatabase is > 0 and var database)
            return $"it has no database {database} ({exception.Message}). Use one that it has; 'databases' in its configuration says how many";

        var user = string.IsNullOrEmpty(options.User) ? "default" : options.User;
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException)
            {
                return $"its certificate is not accepted: {cause.Message.TrimEnd('.')}. Trust who issued it (ConfigureClient, TrustIssuer), "
                    + "or connect to a name that it is for";
            }

            if (cause is RedisServerException && Says(cause, "WRONGPASS"))
                return $"it does not accept the user '{user}' with this password. Check both";
            if (cause is RedisServerException && Says(cause, "NOAUTH"))
                return "it asks for a password, and none was given or accepted. Say user name and password";
        }

        return null;
    }

    private static bool Says(Exception exception, string word) => exception.Message.Contains(word, StringComparison.Ordinal);
}
