namespace Corporation.LocalServers;

/// <summary>A user of Redis' access control list.</summary>
/// <param name="Name">Of the user; the default user is switched off when there is one.</param>
/// <param name="Password">In clear; it is written to the configuration file.</param>
/// <param name="Rules">What it may do, in the words of <c>ACL SETUSER</c>, for example <c>~mt:* +@all -@dangerous</c>.</param>
public sealed record RedisUser(string Name, string Password, string Rules);
