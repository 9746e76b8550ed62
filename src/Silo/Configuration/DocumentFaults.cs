using Prov.Domain.Policies;
using Prov.Domain.Policies.Compilation;
using Prov.V1;
using Duration = Google.Protobuf.WellKnownTypes.Duration;

namespace Prov.Silo.Configuration;

/// <summary>Collects the faults of one document while it is read; each read gives a value to go on with, so that all faults are found.</summary>
internal sealed class DocumentFaults(DocumentName document, List<ConfigurationFault> faults)
{
    public void Add(string reason, string path, string message) => faults.Add(new(reason, document.ToString(), path, message));

    public string Required(string text, string path)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            Add(FaultReasons.ValueMissing, path, "Give a value.");
        }

        return text;
    }

    public T Required<T>(T? message, string path)
        where T : class, new()
    {
        if (message is null)
        {
            Add(FaultReasons.ValueMissing, path, "Give a value.");
        }

        return message ?? new();
    }

    public TimeSpan? Period(Duration? duration, string path)
    {
        if (duration is null)
        {
            return null;
        }

        try
        {
            return duration.ToTimeSpan();
        }
        catch (InvalidOperationException)
        {
            Add(FaultReasons.ValueOutOfRange, path, "Seconds and nanoseconds must be within their bounds and of one sign.");
            return TimeSpan.Zero;
        }
    }

    public char Character(bool given, string text, char otherwise, string path)
    {
        if (!given)
        {
            return otherwise;
        }

        if (text.Length == 1)
        {
            return text[0];
        }

        Add(FaultReasons.ValueOutOfRange, path, "Give one character.");
        return otherwise;
    }

    public Domain.Identities.AttributeType TypeOf(AttributeType type, string path)
    {
        if (type is > AttributeType.Unspecified and <= AttributeType.Binary)
        {
            return (Domain.Identities.AttributeType)(type - AttributeType.String);
        }

        Add(FaultReasons.ValueMissing, path, "Give one of: string, integer, double, boolean, timestamp, binary.");
        return Domain.Identities.AttributeType.String;
    }

    /// <summary>Refuses numbers that no name stands for: a newer client's, or a broken one's.</summary>
    public T Known<T>(T value, string path)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            Add(FaultReasons.ValueOutOfRange, path, "This server does not know the value.");
        }

        return value;
    }
}
