namespace Prov.Domain.Sources;

/// <summary>The stable reasons for which events are refused.</summary>
public static class EventFaultReasons
{
    /// <summary>A field that every event must have is empty.</summary>
    public const string FieldMissing = "FIELD_MISSING";

    /// <summary>A key or id is longer than its limit.</summary>
    public const string FieldTooLong = "FIELD_TOO_LONG";

    /// <summary>A key or id has a control character or an unpaired surrogate in it.</summary>
    public const string FieldNotText = "FIELD_NOT_TEXT";

    /// <summary>No configuration declares the source.</summary>
    public const string SourceUnknown = "SOURCE_UNKNOWN";

    /// <summary>The source does not declare the attribute.</summary>
    public const string AttributeUnknown = "ATTRIBUTE_UNKNOWN";

    /// <summary>The value is not of the declared type.</summary>
    public const string AttributeTypeMismatch = "ATTRIBUTE_TYPE_MISMATCH";

    /// <summary>A required attribute is missing, empty or removed.</summary>
    public const string AttributeRequired = "ATTRIBUTE_REQUIRED";

    public const string AttributeTooLong = "ATTRIBUTE_TOO_LONG";

    public const string AttributeTooManyValues = "ATTRIBUTE_TOO_MANY_VALUES";

    public const string TooManyAttributes = "TOO_MANY_ATTRIBUTES";

    public const string EventTooLarge = "EVENT_TOO_LARGE";

    /// <summary>The sequence is negative.</summary>
    public const string SequenceInvalid = "SEQUENCE_INVALID";

    public const string EffectiveTooEarly = "EFFECTIVE_TOO_EARLY";

    public const string EffectiveTooFar = "EFFECTIVE_TOO_FAR";

    /// <summary>A move, suspend or resume of a record that was never joined.</summary>
    public const string RecordUnknown = "RECORD_UNKNOWN";

    /// <summary>The record's own time zone is none of the IANA database.</summary>
    public const string TimeZoneUnknown = "TIME_ZONE_UNKNOWN";

    /// <summary>An emergency that is no leave, or lies in the future.</summary>
    public const string EmergencyInvalid = "EMERGENCY_INVALID";

    public const string TooManyScheduled = "TOO_MANY_SCHEDULED";

    public const string TooManyRecords = "TOO_MANY_RECORDS";
}
