namespace Prov.Connectors.DelimitedText;

/// <summary>What becomes of a field that a spreadsheet would run as a formula.</summary>
internal enum FormulaCells
{
    /// <summary>The write is refused: nothing runs, and no value is changed unseen.</summary>
    Refuse,

    /// <summary>It gets an apostrophe in front, which is taken off again when it is read back.</summary>
    Escape,

    /// <summary>It is written as it is, for readers that are no spreadsheets.</summary>
    Keep,
}
