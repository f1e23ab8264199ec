namespace Corporation.Client;

/// <summary>HQ refused a call, with problem details (RFC 9457).</summary>
public sealed class HqProblemException : Exception
{
    /// <summary>Creates the exception.</summary>
    public HqProblemException(int status, string type, string title, string? detail, IReadOnlyDictionary<string, string[]> errors)
        : base(detail is null ? title : $"{title} {detail}")
    {
        Status = status;
        Type = type;
        Title = title;
        Detail = detail;
        Errors = errors;
    }

    /// <summary>The HTTP status code.</summary>
    public int Status { get; }

    /// <summary>One of <see cref="Contracts.Http.ProblemTypes"/>.</summary>
    public string Type { get; }

    /// <summary>What kind of problem, in a sentence.</summary>
    public string Title { get; }

    /// <summary>What exactly, and what to do.</summary>
    public string? Detail { get; }

    /// <summary>Messages per field, for bad input.</summary>
    public IReadOnlyDictionary<string, string[]> Errors { get; }
}
