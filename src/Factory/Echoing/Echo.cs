using System.ComponentModel;

namespace Corporation.Factory.Echoing;

/// <summary>Input of <c>echo</c>.</summary>
internal sealed record Echo([property: Description("What to say back.")] string Text);

/// <summary>Result of <c>echo</c>.</summary>
internal sealed record Echoed(string Text);
