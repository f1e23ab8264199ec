using Corporation.RedisStreams.Addressing;

namespace Corporation.RedisStreams.Declaring;

/// <summary>A queue's wish to get what is published to a topic.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Pattern">
/// Empty for everything; or an exact routing key; or words between dots with <c>*</c> for one word and <c>#</c> for any number.
/// </param>
internal readonly record struct Subscription(TopicName Topic, string Pattern);
