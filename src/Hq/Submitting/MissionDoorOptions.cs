using Corporation.Contracts.Missions;
using Microsoft.Extensions.Options;

namespace Corporation.Hq.Submitting;

/// <summary>What the door lets in (section <c>Hq:Door</c>).</summary>
public sealed class MissionDoorOptions
{
    /// <summary>Where the options are bound from.</summary>
    public const string Section = "Hq:Door";

    /// <summary>Smallest <see cref="MaxPayloadBytes"/>.</summary>
    public const int LowestMaxPayloadBytes = 1024;

    /// <summary>Largest <see cref="MaxPayloadBytes"/>.</summary>
    public const int HighestMaxPayloadBytes = 16 * 1024 * 1024;

    /// <summary>Largest <see cref="MaxBatchBytes"/>.</summary>
    public const int HighestMaxBatchBytes = 256 * 1024 * 1024;

    /// <summary>Largest <c>payload.context</c>, in bytes of compact UTF-8 JSON.</summary>
    /// <value>1,024 to 16,777,216. Default 262,144 (256 KiB).</value>
    public int MaxPayloadBytes { get; set; } = MissionLimits.DefaultMaxPayloadBytes;

    /// <summary>Largest body of a batch, in bytes.</summary>
    /// <value>At least <see cref="MaxPayloadBytes"/>, at most 268,435,456. Default 33,554,432 (32 MiB).</value>
    public int MaxBatchBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>Largest body of a single submit: room for a context written with indentation, and for the other fields.</summary>
    internal long MaxSubmitBytes => (2L * MaxPayloadBytes) + (64 * 1024);
}

internal sealed class MissionDoorOptionsValidator : IValidateOptions<MissionDoorOptions>
{
    public ValidateOptionsResult Validate(string? name, MissionDoorOptions options)
    {
        var builder = new ValidateOptionsResultBuilder();
        if (options.MaxPayloadBytes is < MissionDoorOptions.LowestMaxPayloadBytes or > MissionDoorOptions.HighestMaxPayloadBytes)
        {
            builder.AddError(
                $"{nameof(options.MaxPayloadBytes)} is {options.MaxPayloadBytes}; it must be {MissionDoorOptions.LowestMaxPayloadBytes} to "
                + $"{MissionDoorOptions.HighestMaxPayloadBytes} bytes. Bigger inputs belong into a file that the handler fetches.");
        }

        if (options.MaxBatchBytes < options.MaxPayloadBytes || options.MaxBatchBytes > MissionDoorOptions.HighestMaxBatchBytes)
        {
            builder.AddError(
                $"{nameof(options.MaxBatchBytes)} is {options.MaxBatchBytes}; it must be at least {nameof(options.MaxPayloadBytes)} "
                + $"({options.MaxPayloadBytes}), or no batch could carry the largest mission, and at most {MissionDoorOptions.HighestMaxBatchBytes} bytes.");
        }

        return builder.Build();
    }
}
