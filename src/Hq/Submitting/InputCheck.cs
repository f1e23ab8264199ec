using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Corporation.Contracts.Announcing;
using Corporation.Hq.Diagnostics;
using Corporation.Hq.Refusing;

namespace Corporation.Hq.Submitting;

/// <summary>Checks inputs against the schemas of announced kinds; each schema is compiled once.</summary>
internal sealed class InputCheck(ILogger<InputCheck> logger)
{
    private readonly ConditionalWeakTable<KindAnnouncement, SchemaCheck> _checks = [];

    /// <param name="kind">Whose schema.</param>
    /// <param name="context">The input.</param>
    /// <param name="path">Where it stands in the body.</param>
    /// <param name="errors">Where to say what does not fit.</param>
    public void Check(KindAnnouncement kind, JsonElement context, string path, InputErrors errors)
    {
        try
        {
            _checks.GetValue(kind, static announced => SchemaCheck.Compile(announced.InputSchema)).Validate(context, path, errors);
        }
        catch (SchemaUnreadableException exception)
        {
            // Announcements with such a schema are refused; this is one stored by an older HQ. Letting anything through would be worse.
            Log.SchemaUnreadable(logger, kind.MissionKind, exception.Message);
            errors.AddUncertain(path, $"can't be checked: the schema of {kind.MissionKind} is not readable ({exception.Message}). Update the factory that announces it.");
        }
        catch (RegexMatchTimeoutException exception)
        {
            // A pattern that needs this long for a text is being abused, or the machine stood still; the text is refused, HQ lives on.
            errors.AddUncertain(path, $"can't be checked: the pattern '{Refusal.Shorten(exception.Pattern)}' of {kind.MissionKind} takes too long for a text in it.");
        }
    }
}
