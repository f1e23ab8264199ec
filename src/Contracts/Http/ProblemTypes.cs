namespace Corporation.Contracts.Http;

/// <summary>The stable <c>type</c> URIs of problem details (RFC 9457).</summary>
public static class ProblemTypes
{
    /// <summary>400: fields are missing, unknown or out of range; <c>errors</c> names each.</summary>
    public const string InvalidInput = "urn:corporation:problem:invalid-input";

    /// <summary>400: the body is not JSON.</summary>
    public const string MalformedJson = "urn:corporation:problem:malformed-json";

    /// <summary>400: no factory has announced the kind.</summary>
    public const string UnknownKind = "urn:corporation:problem:unknown-kind";

    /// <summary>400: the payload's context does not fit the kind's schema.</summary>
    public const string PayloadMismatch = "urn:corporation:problem:payload-mismatch";

    /// <summary>403: the process has another role.</summary>
    public const string NotInThisRole = "urn:corporation:problem:not-in-this-role";

    /// <summary>413: the payload is over the size limit.</summary>
    public const string TooLarge = "urn:corporation:problem:too-large";

    /// <summary>404: there is no such mission, kind or route.</summary>
    public const string NotFound = "urn:corporation:problem:not-found";

    /// <summary>405: the route exists, but not with this method; the <c>Allow</c> header names those it has.</summary>
    public const string MethodNotAllowed = "urn:corporation:problem:method-not-allowed";

    /// <summary>415: the body must be <c>application/json</c> in UTF-8.</summary>
    public const string UnsupportedMediaType = "urn:corporation:problem:unsupported-media-type";

    /// <summary>409: the mission's state does not allow it.</summary>
    public const string IllegalState = "urn:corporation:problem:illegal-state";

    /// <summary>409: the number of dead letters is no longer the confirmed one.</summary>
    public const string CountChanged = "urn:corporation:problem:count-changed";

    /// <summary>409: HQ is on a bus that does not have what was asked for.</summary>
    public const string NotOnThisBus = "urn:corporation:problem:not-on-this-bus";

    /// <summary>503: the bus can't be reached, or refused it.</summary>
    public const string BusUnavailable = "urn:corporation:problem:bus-unavailable";

    /// <summary>503: the state store can't be written; nothing was accepted.</summary>
    public const string StoreUnavailable = "urn:corporation:problem:store-unavailable";

    /// <summary>500: a defect.</summary>
    public const string Internal = "urn:corporation:problem:internal";
}
