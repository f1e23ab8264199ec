namespace Corporation.Factory.Journaling;

/// <summary>The file is no journal, or none that can be read.</summary>
internal sealed class JournalDamagedException(string message) : IOException(message);
