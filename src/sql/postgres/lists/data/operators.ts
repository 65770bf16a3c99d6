/** Operators of pg_catalog, PostgreSQL 14 to 18. Made by scripts/lists/make.ts: don't edit, mend scripts/lists/review-*.ts and run it again. */
export const OPERATORS = `
!!
!~
!~*
!~~
!~~*
#
##
#-
#>
#>>
%
&
&&
&<
&<|
&>
*
*<
*<=
*<>
*=
*>
*>=
+
-
->
->>
-|-
/
< total
<->
<<
<<=
<<|
<= total
<> total
<@
<^
= total
> total
>= total
>>
>>=
>^
?
?#
?&
?-
?-|
?|
?||
@
@-@
@>
@?
@@
@@@
^
^@
|
|&>
|/
|>>
||
||/
~
~*
~<=~
~<~
~=
~>=~
~>~
~~
~~*
`;
