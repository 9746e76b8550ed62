namespace Prov.Domain.Tests.Expressions;

/// <summary>Each line is a CEL expression that must be true.</summary>
public sealed class FunctionTests
{
    [Theory]
    [InlineData("size('añ😀') == 3 && 'abc'.size() == 3 && size(b'abc') == 3 && size([1, 2]) == 2 && {'a': 1}.size() == 1 && ''.size() == 0")]
    [InlineData("'hello'.contains('ell') && !'hello'.contains('L') && 'hello'.startsWith('he') && 'hello'.endsWith('lo') && 'a'.contains('')")]
    [InlineData("'hello'.matches('^h.*o$') && matches('hello', 'ell') && !'hello'.matches('^ell') && 'HELLO'.matches('(?i)hello')")]
    [InlineData("!'abc\\n'.matches('^abc$') && !'٣'.matches('\\\\d') && '3'.matches('[\\\\d]') && !'é'.matches('\\\\w') && 'a$'.matches('[$]')")]
    [InlineData("'ab'.matches('(?P<first>a)b') && 'a.b'.matches('a\\\\.b') && ' '.matches('\\\\s') && 'a'.matches('\\\\S\\\\D?') && '('.matches('\\\\(')")]
    [InlineData("'2024-02-29'.matches('^[0-9]{4}(-\\\\d{2}){2}$') && 'a{b}'.matches('a{b}') && 'aa'.matches('^a{2,}$') && ']'.matches('^[\\\\]]$')")]
    [InlineData("'mm'.matches('(?<name>m)m') && 'mm'.matches('(?:m)m') && 'É'.matches('\\\\p{L}')")]
    [InlineData("'x'.matches('x' + '$') && 'aXbX'.matches('^(aX|bX)+$')")]
    public void Evaluate_StandardString_GivesTrue(string text) => AssertTrue(text);

    [Theory]
    [InlineData("'ÀbC'.lowerAscii() == 'Àbc' && 'àbC1'.upperAscii() == 'àBC1' && 'ÀÉ'.lower() == 'àé' && 'àé'.upper() == 'ÀÉ'")]
    [InlineData("'  a b '.trim() == 'a b' && 'añ😀'.reverse() == '😀ña' && ''.reverse() == ''")]
    [InlineData("'a😀b'.charAt(1) == '😀' && 'a😀b'.charAt(2) == 'b' && 'ab'.charAt(2) == ''")]
    [InlineData("'a😀bc'.substring(2) == 'bc' && 'a😀bc'.substring(1, 3) == '😀b' && 'ab'.substring(2) == '' && 'ab'.substring(1, 1) == ''")]
    [InlineData("'hello mellow'.indexOf('ello') == 1 && 'hello mellow'.indexOf('ello', 2) == 7 && 'hello'.indexOf('x') == -1 && 'a'.indexOf('') == 0")]
    [InlineData("'a😀b'.indexOf('b') == 2 && 'a😀b'.indexOf('b', 2) == 2 && 'ab'.indexOf('', 1) == 1")]
    [InlineData("'hello mellow'.lastIndexOf('ello') == 7 && 'hello mellow'.lastIndexOf('ello', 6) == 1 && 'a'.lastIndexOf('x') == -1 && 'abc'.lastIndexOf('') == 3")]
    [InlineData("'hello hello'.replace('he', 'we') == 'wello wello' && 'hello hello'.replace('he', 'we', 1) == 'wello hello'")]
    [InlineData("'hello'.replace('he', 'we', 0) == 'hello' && 'hello'.replace('l', '', -1) == 'heo' && 'ab'.replace('', '_') == '_a_b_' && 'ab'.replace('', '_', 2) == '_a_b'")]
    [InlineData("'a,b,c'.split(',') == ['a', 'b', 'c'] && 'a,b,c'.split(',', 2) == ['a', 'b,c'] && 'a,b'.split(',', 0) == [] && 'a,b'.split(',', 1) == ['a,b']")]
    [InlineData("'a😀'.split('') == ['a', '😀'] && 'abc'.split('', 2) == ['a', 'bc'] && ''.split(',') == [''] && 'a,b'.split(',', -1) == ['a', 'b']")]
    [InlineData("['a', 'b'].join() == 'ab' && ['a', 'b'].join('-') == 'a-b' && dyn([]).join(',') == '' && ['a'].join(',') == 'a'")]
    [InlineData("'Łukasz Müßig-Ångström'.transliterate() == 'Lukasz Mussig-Angstrom' && 'Жуков Щ'.transliterate() == 'Zhukov Shch' && '日本'.transliterate() == ''")]
    [InlineData("(identity.department.substring(0, 1) + '.' + 'Ström').transliterate().lower() == 's.strom'")]
    public void Evaluate_StringExtension_GivesTrue(string text) => AssertTrue(text);

    [Theory]
    [InlineData("int(1u) == 1 && int(-1.9) == -1 && int(1.9) == 1 && int('-12') == -12 && int(5) == 5")]
    [InlineData("int(timestamp('1970-01-01T00:01:00Z')) == 60")]
    [InlineData("uint(1) == 1u && uint(1.9) == 1u && uint('12') == 12u && uint(3u) == 3u && uint(0.0) == 0u")]
    [InlineData("double(1) == 1.0 && double(2u) == 2.0 && double('1.5e3') == 1500.0 && double('-inf') < 0.0 && double(1.5) == 1.5")]
    [InlineData("string(1) == '1' && string(1u) == '1' && string(1.5) == '1.5' && string(1.0) == '1' && string(true) == 'true' && string('a') == 'a'")]
    [InlineData("string(b'a\\303\\261') == 'añ' && bytes('ñ') == b'\\xc3\\xb1' && bytes(b'a') == b'a'")]
    [InlineData("string(timestamp('2024-01-02T03:04:05.678Z')) == '2024-01-02T03:04:05.678Z' && string(duration('1h1s')) == '3601s'")]
    [InlineData("bool('true') && !bool('0') && bool('T') && bool(true)")]
    [InlineData("timestamp(60) == timestamp('1970-01-01T00:01:00Z') && timestamp('2024-01-02T01:00:00+01:00') == timestamp('2024-01-02')")]
    [InlineData("timestamp('2024-01-02T00:00:00.123456789Z') > timestamp('2024-01-02T00:00:00.123Z') && timestamp(timestamp(0)) == timestamp(0)")]
    [InlineData("duration('1h30m') == duration('90m') && duration('-1.5s') == duration('-1500ms') && duration('0') == duration('0s') && duration('1us') > duration('100ns')")]
    [InlineData("type(1) == int && type(1u) == uint && type(1.0) == double && type('') == string && type(b'') == bytes && type(true) == bool")]
    [InlineData("type([]) == list && type({}) == map && type(null) == null_type && type(int) == type && type(x) == null_type")]
    [InlineData("type(timestamp(0)) == google.protobuf.Timestamp && type(duration('1s')) == google.protobuf.Duration")]
    [InlineData("dyn(1) == 1 && type(dyn('a')) == string")]
    public void Evaluate_Conversion_GivesTrue(string text) => AssertTrue(text);

    [Theory]
    [InlineData("identity.startDate.getFullYear() == 2024 && identity.startDate.getMonth() == 1 && identity.startDate.getDate() == 29")]
    [InlineData("identity.startDate.getDayOfMonth() == 28 && identity.startDate.getDayOfWeek() == 4 && identity.startDate.getDayOfYear() == 59")]
    [InlineData("identity.startDate.getHours() == 13 && identity.startDate.getMinutes() == 5 && identity.startDate.getSeconds() == 9")]
    [InlineData("identity.startDate.getMilliseconds() == 250")]
    [InlineData("timestamp('2024-07-01T22:30:00Z').getDate('Europe/Berlin') == 2 && timestamp('2024-01-01T23:30:00Z').getHours('Europe/Berlin') == 0")]
    [InlineData("timestamp(0).getHours('+05:30') == 5 && timestamp(0).getMinutes('05:30') == 30 && timestamp(0).getFullYear('-01:00') == 1969 && timestamp(0).getHours('UTC') == 0")]
    [InlineData("duration('1h2m3.4s').getHours() == 1 && duration('1h2m3.4s').getMinutes() == 62 && duration('1h2m3.4s').getSeconds() == 3723 && duration('1h2m3.4s').getMilliseconds() == 400")]
    public void Evaluate_TimePart_GivesTrue(string text) => AssertTrue(text);

    [Theory]
    [InlineData("int('x')", "INVALID_ARGUMENT")]
    [InlineData("int('1.5')", "INVALID_ARGUMENT")]
    [InlineData("int('9223372036854775808')", "INVALID_ARGUMENT")]
    [InlineData("int(1e99)", "OVERFLOW")]
    [InlineData("int(double('NaN'))", "OVERFLOW")]
    [InlineData("int(9223372036854775808u)", "OVERFLOW")]
    [InlineData("uint(-1)", "OVERFLOW")]
    [InlineData("uint(-1.0)", "OVERFLOW")]
    [InlineData("uint(1e99)", "OVERFLOW")]
    [InlineData("uint('-1')", "INVALID_ARGUMENT")]
    [InlineData("double('one')", "INVALID_ARGUMENT")]
    [InlineData("double('1e999')", "INVALID_ARGUMENT")]
    [InlineData("bool('yes')", "INVALID_ARGUMENT")]
    [InlineData("string(b'\\xff')", "INVALID_ARGUMENT")]
    [InlineData("timestamp('2024-02-30T00:00:00Z')", "INVALID_ARGUMENT")]
    [InlineData("timestamp('2024-02-03T00:00:00')", "INVALID_ARGUMENT")]
    [InlineData("timestamp(253402300800)", "OVERFLOW")]
    [InlineData("duration('1')", "INVALID_ARGUMENT")]
    [InlineData("duration('1d')", "INVALID_ARGUMENT")]
    [InlineData("duration('')", "INVALID_ARGUMENT")]
    [InlineData("duration('1h-1m')", "INVALID_ARGUMENT")]
    [InlineData("duration('315576000001s')", "INVALID_ARGUMENT")]
    [InlineData("duration('99999999999999999h')", "INVALID_ARGUMENT")]
    [InlineData("timestamp(0).getHours('Mars/Olympus')", "INVALID_ARGUMENT")]
    [InlineData("timestamp(0).getHours('../../etc/passwd')", "INVALID_ARGUMENT")]
    [InlineData("timestamp(0).getHours('')", "INVALID_ARGUMENT")]
    [InlineData("timestamp('0001-01-01').getHours('-01:00')", "OVERFLOW")]
    [InlineData("'ab'.charAt(3)", "INDEX_OUT_OF_RANGE")]
    [InlineData("'ab'.charAt(-1)", "INDEX_OUT_OF_RANGE")]
    [InlineData("'ab'.substring(3)", "INDEX_OUT_OF_RANGE")]
    [InlineData("'ab'.substring(1, 0)", "INDEX_OUT_OF_RANGE")]
    [InlineData("'ab'.indexOf('a', 3)", "INDEX_OUT_OF_RANGE")]
    [InlineData("'ab'.lastIndexOf('a', -1)", "INDEX_OUT_OF_RANGE")]
    [InlineData("'a'.matches(identity.department + '(')", "INVALID_ARGUMENT")]
    [InlineData("dyn([1]).join(',')", "NO_MATCHING_OVERLOAD")]
    [InlineData("identity.title.lower()", "NO_MATCHING_OVERLOAD")]
    [InlineData("identity.title.startsWith('a')", "NO_MATCHING_OVERLOAD")]
    [InlineData("'a'.contains(identity.title)", "NO_MATCHING_OVERLOAD")]
    [InlineData("identity.title.matches('a')", "NO_MATCHING_OVERLOAD")]
    [InlineData("size(x)", "NO_MATCHING_OVERLOAD")]
    [InlineData("int(x)", "NO_MATCHING_OVERLOAD")]
    public void Evaluate_BadArgument_GivesReason(string text, string reason)
    {
        var result = Evaluating.Run(text);
        Assert.Equal(reason, result.ErrorReason);
    }

    private static void AssertTrue(string text)
    {
        var result = Evaluating.Run(text);
        Assert.True(result.IsTrue, $"{text}: {result.ErrorReason} {result.ErrorMessage}");
    }
}
