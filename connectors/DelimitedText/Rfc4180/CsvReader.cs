using System.Text;

namespace Prov.Connectors.DelimitedText.Rfc4180;

/// <summary>Reads records as RFC 4180 has them, strictly; CRLF, LF and CR end a record, line ends within quotation marks belong to the field.</summary>
/// <param name="input">Where from; not disposed.</param>
/// <param name="delimiter">Between fields.</param>
public sealed class CsvReader(TextReader input, char delimiter)
{
    /// <summary>Longest field, in UTF-16 code units.</summary>
    public const int MaxFieldLength = 1 << 20;

    private const int End = -1;
    private const int NotBegun = -2;
    private readonly StringBuilder _field = new();
    private long _line = 1;
    private long _recordLine = 1;

    // Our own look ahead: a reader's Peek may say that there is nothing more when there is nothing more yet.
    private int _next = NotBegun;

    /// <summary>Line on which the record read last begins.</summary>
    public long Line => _recordLine;

    /// <summary>The next record; null at the end. Empty lines are passed over.</summary>
    /// <exception cref="CsvFormatException">A quotation mark out of place, or a field over the limit.</exception>
    public IReadOnlyList<string>? Read()
    {
        Begin();
        while (_next is '\r' or '\n')
        {
            TakeLineEnd();
        }

        if (_next == End)
        {
            return null;
        }

        _recordLine = _line;
        var fields = new List<string> { ReadField() };
        while (_next == delimiter)
        {
            Take();
            fields.Add(ReadField());
        }

        TakeLineEnd();
        return fields;
    }

    private void Begin()
    {
        if (_next == NotBegun)
        {
            _next = input.Read();
        }
    }

    private int Take()
    {
        var taken = _next;
        _next = input.Read();
        return taken;
    }

    private string ReadField()
    {
        _field.Clear();
        if (_next == '"')
        {
            ReadQuoted();
        }
        else
        {
            ReadPlain();
        }

        return _field.ToString();
    }

    private void ReadPlain()
    {
        while (_next is var next && next != End && next != delimiter && next is not ('\r' or '\n'))
        {
            Append(next == '"' ? throw Fault("a quotation mark within a field without them.") : (char)Take());
        }
    }

    private void ReadQuoted()
    {
        Take();
        while (true)
        {
            switch (Take())
            {
                case End:
                    throw Fault("a quotation mark is not closed.");
                case '"' when _next == '"':
                    Take();
                    Append('"');
                    break;
                case '"':
                    RequireFieldEnd();
                    return;
                case var character:
                    _line += character == '\n' ? 1 : 0;
                    Append((char)character);
                    break;
            }
        }
    }

    private void RequireFieldEnd()
    {
        if (_next is var next && next != End && next != delimiter && next is not ('\r' or '\n'))
        {
            throw Fault("text follows a closing quotation mark.");
        }
    }

    private void Append(char character)
    {
        if (_field.Length == MaxFieldLength)
        {
            throw Fault($"a field is longer than {MaxFieldLength} characters.");
        }

        _field.Append(character);
    }

    private void TakeLineEnd()
    {
        if (_next == '\r')
        {
            Take();
            if (_next == '\n')
            {
                Take();
            }

            _line++;
        }
        else if (_next == '\n')
        {
            Take();
            _line++;
        }
    }

    private CsvFormatException Fault(string what) => new(_recordLine, what);
}
