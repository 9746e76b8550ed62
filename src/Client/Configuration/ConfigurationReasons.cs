namespace Prov.Client.Configuration;

/// <summary>The reasons of <see cref="ConfigurationError"/> that are found before anything is sent to the server.</summary>
public static class ConfigurationReasons
{
    public const string FileNotReadable = "FILE_NOT_READABLE";
    public const string FileTooLarge = "FILE_TOO_LARGE";
    public const string TooManyFiles = "TOO_MANY_FILES";
    public const string NoDocuments = "NO_DOCUMENTS";
    public const string TooManyDocuments = "TOO_MANY_DOCUMENTS";
    public const string YamlSyntax = "YAML_SYNTAX";
    public const string YamlTooDeep = "YAML_TOO_DEEP";
    public const string YamlNotAllowed = "YAML_NOT_ALLOWED";
    public const string DuplicateKey = "DUPLICATE_KEY";
    public const string DuplicateDocument = "DUPLICATE_DOCUMENT";
    public const string KindUnknown = "KIND_UNKNOWN";
    public const string FieldUnknown = "FIELD_UNKNOWN";
    public const string FieldMissing = "FIELD_MISSING";
    public const string FieldOutputOnly = "FIELD_OUTPUT_ONLY";
    public const string TypeMismatch = "TYPE_MISMATCH";
    public const string EnumValueUnknown = "ENUM_VALUE_UNKNOWN";
    public const string DurationMalformed = "DURATION_MALFORMED";
    public const string TimestampMalformed = "TIMESTAMP_MALFORMED";
}
