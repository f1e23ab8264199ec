namespace Corporation.Hq.Submitting;

/// <summary>A JSON schema has something that HQ can't check.</summary>
internal sealed class SchemaUnreadableException(string where, string problem) : Exception($"at {where}: {problem}");
