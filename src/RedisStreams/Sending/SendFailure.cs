using Corporation.RedisStreams.Connection;
using MassTransit;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Sending;

/// <summary>What a failed send means: whether the message may be at the server, whether trying again can help, and how to say it.</summary>
internal static class SendFailure
{
    // The server refused before it ran anything, and will not for ever: it loads, fails over, or runs somebody's long script.
    private static readonly string[] Passing = ["LOADING", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "READONLY", "BUSY", "NOREPLICAS"];

    /// <summary>Whether the message is surely not at the server, and will be taken some time later.</summary>
    public static bool IsPassing(in SendOutcome outcome) => outcome switch
    {
        { Refusal: { } refusal } => refusal.StartsWith("ERROR ", StringComparison.Ordinal) && Passing.Any(word => HasWord(refusal, word)),
        { Failure: RedisServerException exception } => Passing.Any(word => exception.Message.StartsWith(word, StringComparison.Ordinal)),
        { Failure: RedisConnectionException exception } => exception.CommandStatus == CommandStatus.WaitingToBeSent
            || exception.FailureType is ConnectionFailureType.UnableToResolvePhysicalConnection or ConnectionFailureType.UnableToConnect
            || IsUnsentRedirection(exception),
        _ => false,
    };

    /// <summary>Whether it went to a server that has become a replica.</summary>
    public static bool IsAtReplica(in SendOutcome outcome) =>
        (outcome.Refusal ?? outcome.Failure?.Message) is { } words && ServerTrouble.IsAtReplica(words);

    /// <summary>Whether the message may or may not be at the server.</summary>
    public static bool IsAmbiguous(in SendOutcome outcome) =>
        outcome.Failure is TimeoutException or RedisConnectionException && !IsPassing(outcome);

    /// <summary>Whether the queue is full and set to make senders wait.</summary>
    public static bool IsFullForNow(in SendOutcome outcome) =>
        outcome.Refusal is { } refusal && refusal.StartsWith("FULL block ", StringComparison.Ordinal);

    /// <summary>What the caller is told: a refusal in words, with what to do; otherwise the failure itself.</summary>
    public static Exception Describe(in SendOutcome outcome, Destination destination, string server) => outcome switch
    {
        { Refusal: { } refusal } => Describe(refusal, destination, server),
        { Failure: RedisServerException or RedisCommandException } =>
            new RedisStreamsException(Refused(server, destination, outcome.Failure.Message), outcome.Failure) { Entity = destination.Text },
        { Failure: RedisConnectionException or TimeoutException } when IsPassing(outcome) => new ConnectionException(
            $"The message to {destination} was not sent, for the server {server} can't be reached: {ServerAdvice.With(outcome.Failure.Message)}", outcome.Failure),
        { Failure: RedisConnectionException or TimeoutException } => new ConnectionException(
            $"The message to {destination} may have been sent or not, for the server {server} did not answer: {outcome.Failure.Message} "
            + "Sent again it may come twice, unless deduplication is on.", outcome.Failure),
        _ => outcome.Failure ?? new InvalidOperationException("The send did not fail."),
    };

    /// <summary>A refusal in words.</summary>
    public static RedisStreamsException Describe(string refusal, Destination destination, string server)
    {
        var words = refusal.Split(' ');
        return words[0] switch
        {
            "NOQUEUE" => new RedisStreamsException(
                $"The queue '{words[1]}' does not exist, and the message was only for an existing one. "
                + "Whoever owned it has probably stopped.")
            { Entity = words[1] },
            "FULL" => new RedisStreamsException(
                $"The queue '{words[2]}' is full: {words[4]} of its {words[3]} {words[5]}. Nothing was sent to {destination}. "
                + "Let its consumers catch up, raise the bound, or let senders wait (overflow block).")
            { Entity = words[2] },
            "WRONGTYPE" => new RedisStreamsException(
                $"The key '{words[1]}' holds a {words[2]}, which the transport did not put there. Nothing was sent to {destination}. "
                + "Delete or rename the key, or use another virtual host.")
            { Entity = words[1] },
            _ => new RedisStreamsException(Refused(server, destination, refusal[(refusal.IndexOf(' ', StringComparison.Ordinal) + 1)..]))
            { Entity = destination.Text },
        };
    }

    // A cluster's node sent the command on to another one, and the client (3.4.35) had already let go of what it should send again.
    private static bool IsUnsentRedirection(RedisConnectionException exception) =>
        exception.FailureType == ConnectionFailureType.InternalFailure
        && exception.InnerException is InvalidOperationException { Message: var text } && text.StartsWith("Rendered arguments", StringComparison.Ordinal);

    private static string Refused(string server, Destination destination, string words) =>
        $"The server {server} refused the message to {destination}: {ServerAdvice.With(words)}";

    private static bool HasWord(string text, string word)
    {
        var at = text.IndexOf(word, StringComparison.Ordinal);
        return at > 0 && text[at - 1] is ' ' or '-';
    }
}
