using System.ComponentModel;
using Corporation.Factory.Handling;

namespace Corporation.Factory.Tests.Samples;

// This file is the example in docs/writing-a-handler.md; a test compares the two.
public sealed record CountWords([property: Description("The text to count.")] string Text, int MinLength = 1);

public sealed record WordCount(int Words, string Longest);

/// <summary>Counts words. Safe to run twice: it reads its input and writes to its own workspace only.</summary>
[MissionKind("count_words", Description = "Counts the words of a text.", TimeoutSeconds = 60, MaxRetries = 2, Concurrency = 8)]
public sealed class CountWordsHandler : IMissionHandler<CountWords, WordCount>
{
    public async Task<MissionOutcome<WordCount>> HandleAsync(CountWords input, MissionContext context, CancellationToken cancellationToken)
    {
        var words = input.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length >= input.MinLength).ToList();
        if (words.Count == 0)
            return MissionOutcome.Reject("The text has no word of that length, and will have none at the next attempt either.");

        context.Log($"Attempt {context.Attempt}: {words.Count} words");
        await File.WriteAllLinesAsync(context.Workspace.Resolve("words.txt"), words, cancellationToken);
        context.Progress(100, "Counted");
        return new WordCount(words.Count, words.MaxBy(word => word.Length) ?? "");
    }
}
