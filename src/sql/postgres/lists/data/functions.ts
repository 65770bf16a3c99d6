/** Functions of pg_catalog, PostgreSQL 14 to 18. Made by scripts/lists/make.ts: don't edit, mend scripts/lists/review-*.ts and run it again. */
export const FUNCTIONS = `
abbrev|ifk|cidr|text
abbrev|ifk|inet|text
abs|ifk|bigint|bigint
abs|ifk|double precision|double precision
abs|ifk|integer|integer
abs|ifk|numeric|numeric
abs|ifk|real|real
abs|ifk|smallint|smallint
aclcontains|ifk|aclitem[],aclitem|boolean
acldefault|ifk|"char",oid|aclitem[]
aclexplode|sfkr|aclitem[]|record
aclinsert|ifk|aclitem[],aclitem|aclitem[]
aclitemeq|ifk|aclitem,aclitem|boolean
aclremove|ifk|aclitem[],aclitem|aclitem[]
acosd|ifk|double precision|double precision
acosh|ifk|double precision|double precision
acos|ifk|double precision|double precision
age|ifk|timestamp with time zone,timestamp with time zone|interval
age|ifk|timestamp without time zone,timestamp without time zone|interval
age|sfk|timestamp with time zone|interval
age|sfk|timestamp without time zone|interval
age|sfk|xid|integer
any_value_transfn|ifk|anyelement,anyelement|anyelement
any_value|ia|anyelement|anyelement
anytextcat|sfk|anynonarray,text|text
area|ifk|box|double precision
area|ifk|circle|double precision
area|ifk|path|double precision
array_agg|ia|anyarray|anyarray
array_agg|ia|anynonarray|anyarray
array_append|if|anycompatiblearray,anycompatible|anycompatiblearray
array_cat|if|anycompatiblearray,anycompatiblearray|anycompatiblearray
array_dims|ifk|anyarray|text
array_eq|ifk|anyarray,anyarray|boolean
array_fill|if|anyelement,integer[],integer[]|anyarray
array_fill|if|anyelement,integer[]|anyarray
array_ge|ifk|anyarray,anyarray|boolean
array_gt|ifk|anyarray,anyarray|boolean
array_larger|ifk|anyarray,anyarray|anyarray
array_length|ifk|anyarray,integer|integer
array_le|ifk|anyarray,anyarray|boolean
array_lower|ifk|anyarray,integer|integer
array_lt|ifk|anyarray,anyarray|boolean
array_ndims|ifk|anyarray|integer
array_ne|ifk|anyarray,anyarray|boolean
array_positions|if|anycompatiblearray,anycompatible|integer[]
array_position|if|anycompatiblearray,anycompatible,integer|integer
array_position|if|anycompatiblearray,anycompatible|integer
array_prepend|if|anycompatible,anycompatiblearray|anycompatiblearray
array_remove|if|anycompatiblearray,anycompatible|anycompatiblearray
array_replace|if|anycompatiblearray,anycompatible,anycompatible|anycompatiblearray
array_reverse|ifk|anyarray|anyarray
array_sample|vfk|anyarray,integer|anyarray
array_shuffle|vfk|anyarray|anyarray
array_smaller|ifk|anyarray,anyarray|anyarray
array_sort|ifk|anyarray,boolean,boolean|anyarray
array_sort|ifk|anyarray,boolean|anyarray
array_sort|ifk|anyarray|anyarray
array_to_json|sfk|anyarray,boolean|json
array_to_json|sfk|anyarray|json
array_to_string|sfk|anyarray,text|text
array_to_string|sf|anyarray,text,text|text
array_to_tsvector|ifkn|text[]|tsvector
array_upper|ifk|anyarray,integer|integer
arraycontained|ifk|anyarray,anyarray|boolean
arraycontains|ifk|anyarray,anyarray|boolean
arrayoverlap|ifk|anyarray,anyarray|boolean
ascii|ifk|text|integer
asind|ifk|double precision|double precision
asinh|ifk|double precision|double precision
asin|ifk|double precision|double precision
atan2d|ifk|double precision,double precision|double precision
atan2|ifk|double precision,double precision|double precision
atand|ifk|double precision|double precision
atanh|ifk|double precision|double precision
atan|ifk|double precision|double precision
avg|ia|bigint|numeric
avg|ia|double precision|double precision
avg|ia|integer|numeric
avg|ia|interval|interval
avg|ia|numeric|numeric
avg|ia|real|double precision
avg|ia|smallint|numeric
bit_and|ia|bigint|bigint
bit_and|ia|bit|bit
bit_and|ia|integer|integer
bit_and|ia|smallint|smallint
bit_count|ifk|bit|bigint
bit_count|ifk|bytea|bigint
bit_length|ifkt|bytea|integer
bit_length|ifkt|text|integer
bit_length|ifk|bit|integer
bit_or|ia|bigint|bigint
bit_or|ia|bit|bit
bit_or|ia|integer|integer
bit_or|ia|smallint|smallint
bit_xor|ia|bigint|bigint
bit_xor|ia|bit|bit
bit_xor|ia|integer|integer
bit_xor|ia|smallint|smallint
bitand|ifk|bit,bit|bit
bitcat|ifk|bit varying,bit varying|bit varying
bitcmp|ifk|bit,bit|integer
biteq|ifk|bit,bit|boolean
bitge|ifk|bit,bit|boolean
bitgt|ifk|bit,bit|boolean
bitle|ifk|bit,bit|boolean
bitlt|ifk|bit,bit|boolean
bitne|ifk|bit,bit|boolean
bitnot|ifk|bit|bit
bitor|ifk|bit,bit|bit
bitshiftleft|ifk|bit,integer|bit
bitshiftright|ifk|bit,integer|bit
bitxor|ifk|bit,bit|bit
bit|ifk|bigint,integer|bit
bit|ifk|bit,integer,boolean|bit
bit|ifk|integer,integer|bit
bool_and|ia|boolean|boolean
bool_or|ia|boolean|boolean
booland_statefunc|ifk|boolean,boolean|boolean
booleq|ifk|boolean,boolean|boolean
boolge|ifk|boolean,boolean|boolean
boolgt|ifk|boolean,boolean|boolean
boolle|ifk|boolean,boolean|boolean
boollt|ifk|boolean,boolean|boolean
boolne|ifk|boolean,boolean|boolean
boolor_statefunc|ifk|boolean,boolean|boolean
bool|ifk|integer|boolean
bool|ifk|jsonb|boolean
bound_box|ifk|box,box|box
box_above_eq|ifk|box,box|boolean
box_above|ifk|box,box|boolean
box_add|ifk|box,point|box
box_below_eq|ifk|box,box|boolean
box_below|ifk|box,box|boolean
box_center|ifk|box|point
box_contain_pt|ifk|box,point|boolean
box_contained|ifk|box,box|boolean
box_contain|ifk|box,box|boolean
box_distance|ifk|box,box|double precision
box_div|ifk|box,point|box
box_eq|ifk|box,box|boolean
box_ge|ifk|box,box|boolean
box_gt|ifk|box,box|boolean
box_intersect|ifk|box,box|box
box_left|ifk|box,box|boolean
box_le|ifk|box,box|boolean
box_lt|ifk|box,box|boolean
box_mul|ifk|box,point|box
box_overabove|ifk|box,box|boolean
box_overbelow|ifk|box,box|boolean
box_overlap|ifk|box,box|boolean
box_overleft|ifk|box,box|boolean
box_overright|ifk|box,box|boolean
box_right|ifk|box,box|boolean
box_same|ifk|box,box|boolean
box_sub|ifk|box,point|box
box|ifk|circle|box
box|ifk|point,point|box
box|ifk|point|box
box|ifk|polygon|box
bpchar_larger|ifk|character,character|character
bpchar_pattern_ge|ifk|character,character|boolean
bpchar_pattern_gt|ifk|character,character|boolean
bpchar_pattern_le|ifk|character,character|boolean
bpchar_pattern_lt|ifk|character,character|boolean
bpchar_smaller|ifk|character,character|character
bpcharcmp|ifk|character,character|integer
bpchareq|ifk|character,character|boolean
bpcharge|ifk|character,character|boolean
bpchargt|ifk|character,character|boolean
bpchariclike|ifk|character,text|boolean
bpcharicnlike|ifk|character,text|boolean
bpcharicregexeq|ifk|character,text|boolean
bpcharicregexne|ifk|character,text|boolean
bpcharle|ifk|character,character|boolean
bpcharlike|ifk|character,text|boolean
bpcharlt|ifk|character,character|boolean
bpcharne|ifk|character,character|boolean
bpcharnlike|ifk|character,text|boolean
bpcharregexeq|ifk|character,text|boolean
bpcharregexne|ifk|character,text|boolean
bpchar|ifk|"char"|character
bpchar|ifk|character,integer,boolean|character
bpchar|ifk|name|character
broadcast|ifk|inet|inet
btarraycmp|ifk|anyarray,anyarray|integer
btboolcmp|ifk|boolean,boolean|integer
btbpchar_pattern_cmp|ifk|character,character|integer
btcharcmp|ifk|"char","char"|integer
btequalimage|ifk|oid|boolean
btfloat48cmp|ifk|real,double precision|integer
btfloat4cmp|ifk|real,real|integer
btfloat84cmp|ifk|double precision,real|integer
btfloat8cmp|ifk|double precision,double precision|integer
btint24cmp|ifk|smallint,integer|integer
btint28cmp|ifk|smallint,bigint|integer
btint2cmp|ifk|smallint,smallint|integer
btint42cmp|ifk|integer,smallint|integer
btint48cmp|ifk|integer,bigint|integer
btint4cmp|ifk|integer,integer|integer
btint82cmp|ifk|bigint,smallint|integer
btint84cmp|ifk|bigint,integer|integer
btint8cmp|ifk|bigint,bigint|integer
btnamecmp|ifk|name,name|integer
btnametextcmp|ifk|name,text|integer
btoidcmp|ifk|oid,oid|integer
btoidvectorcmp|ifk|oidvector,oidvector|integer
btrecordcmp|ifk|record,record|integer
btrecordimagecmp|ifk|record,record|integer
btrim|ifkt|text,text|text
btrim|ifkt|text|text
btrim|ifk|bytea,bytea|bytea
bttext_pattern_cmp|ifk|text,text|integer
bttextcmp|ifk|text,text|integer
bttextnamecmp|ifk|text,name|integer
bttidcmp|ifk|tid,tid|integer
btvarstrequalimage|ifk|oid|boolean
bytea_larger|ifk|bytea,bytea|bytea
bytea_smaller|ifk|bytea,bytea|bytea
byteacat|ifk|bytea,bytea|bytea
byteacmp|ifk|bytea,bytea|integer
byteaeq|ifk|bytea,bytea|boolean
byteage|ifk|bytea,bytea|boolean
byteagt|ifk|bytea,bytea|boolean
byteale|ifk|bytea,bytea|boolean
bytealike|ifk|bytea,bytea|boolean
bytealt|ifk|bytea,bytea|boolean
byteane|ifk|bytea,bytea|boolean
byteanlike|ifk|bytea,bytea|boolean
bytea|ifk|bigint|bytea
bytea|ifk|integer|bytea
bytea|ifk|smallint|bytea
cardinality|ifk|anyarray|integer
casefold|ifk|text|text
cash_cmp|ifk|money,money|integer
cash_div_cash|ifk|money,money|double precision
cash_div_flt4|ifk|money,real|money
cash_div_flt8|ifk|money,double precision|money
cash_div_int2|ifk|money,smallint|money
cash_div_int4|ifk|money,integer|money
cash_div_int8|ifk|money,bigint|money
cash_eq|ifk|money,money|boolean
cash_ge|ifk|money,money|boolean
cash_gt|ifk|money,money|boolean
cash_le|ifk|money,money|boolean
cash_lt|ifk|money,money|boolean
cash_mi|ifk|money,money|money
cash_mul_flt4|ifk|money,real|money
cash_mul_flt8|ifk|money,double precision|money
cash_mul_int2|ifk|money,smallint|money
cash_mul_int4|ifk|money,integer|money
cash_mul_int8|ifk|money,bigint|money
cash_ne|ifk|money,money|boolean
cash_pl|ifk|money,money|money
cash_words|ifk|money|text
cashlarger|ifk|money,money|money
cashsmaller|ifk|money,money|money
cbrt|ifk|double precision|double precision
ceiling|ifk|double precision|double precision
ceiling|ifk|numeric|numeric
ceil|ifk|double precision|double precision
ceil|ifk|numeric|numeric
center|ifk|box|point
center|ifk|circle|point
char_length|ifkt|character|integer
char_length|ifkt|text|integer
character_length|ifkt|character|integer
character_length|ifkt|text|integer
chareq|ifk|"char","char"|boolean
charge|ifk|"char","char"|boolean
chargt|ifk|"char","char"|boolean
charle|ifk|"char","char"|boolean
charlt|ifk|"char","char"|boolean
charne|ifk|"char","char"|boolean
char|ifk|integer|"char"
char|ifk|text|"char"
chr|ifk|integer|text
cideq|ifk|cid,cid|boolean
cidr|ifk|inet|cidr
circle_above|ifk|circle,circle|boolean
circle_add_pt|ifk|circle,point|circle
circle_below|ifk|circle,circle|boolean
circle_center|ifk|circle|point
circle_contain_pt|ifk|circle,point|boolean
circle_contained|ifk|circle,circle|boolean
circle_contain|ifk|circle,circle|boolean
circle_distance|ifk|circle,circle|double precision
circle_div_pt|ifk|circle,point|circle
circle_eq|ifk|circle,circle|boolean
circle_ge|ifk|circle,circle|boolean
circle_gt|ifk|circle,circle|boolean
circle_left|ifk|circle,circle|boolean
circle_le|ifk|circle,circle|boolean
circle_lt|ifk|circle,circle|boolean
circle_mul_pt|ifk|circle,point|circle
circle_ne|ifk|circle,circle|boolean
circle_overabove|ifk|circle,circle|boolean
circle_overbelow|ifk|circle,circle|boolean
circle_overlap|ifk|circle,circle|boolean
circle_overleft|ifk|circle,circle|boolean
circle_overright|ifk|circle,circle|boolean
circle_right|ifk|circle,circle|boolean
circle_same|ifk|circle,circle|boolean
circle_sub_pt|ifk|circle,point|circle
circle|ifk|box|circle
circle|ifk|point,double precision|circle
circle|ifk|polygon|circle
clock_timestamp|vfk||timestamp with time zone
close_lb|ifk|line,box|point
close_lseg|ifk|lseg,lseg|point
close_ls|ifk|line,lseg|point
close_pb|ifk|point,box|point
close_pl|ifk|point,line|point
close_ps|ifk|point,lseg|point
close_sb|ifk|lseg,box|point
close_sl|ifk|lseg,line|point
col_description|sfk|oid,integer|text
concat_ws|sfm|text,"any"|text
concat|sfm|"any"|text
convert_from|sfk|bytea,name|text
convert_to|sfk|text,name|bytea
convert|sfk|bytea,name,name|bytea
corr|ia|double precision,double precision|double precision
cosd|ifk|double precision|double precision
cosh|ifk|double precision|double precision
cos|ifk|double precision|double precision
cotd|ifk|double precision|double precision
cot|ifk|double precision|double precision
count|ia|"any"|bigint
count|ia||bigint
covar_pop|ia|double precision,double precision|double precision
covar_samp|ia|double precision,double precision|double precision
crc32c|ifk|bytea|bigint
crc32|ifk|bytea|bigint
cume_dist|iam|"any"|double precision
cume_dist|iw||double precision
current_database|sfk||name
current_query|vf||text
current_schemas|sfk|boolean|name[]
current_schema|sfk||name
current_user|sfk||name
date_add|ifk|timestamp with time zone,interval,text|timestamp with time zone
date_add|sfk|timestamp with time zone,interval|timestamp with time zone
date_bin|ifk|interval,timestamp with time zone,timestamp with time zone|timestamp with time zone
date_bin|ifk|interval,timestamp without time zone,timestamp without time zone|timestamp without time zone
date_cmp_timestamptz|sfk|date,timestamp with time zone|integer
date_cmp_timestamp|ifk|date,timestamp without time zone|integer
date_cmp|ifk|date,date|integer
date_eq_timestamptz|sfk|date,timestamp with time zone|boolean
date_eq_timestamp|ifk|date,timestamp without time zone|boolean
date_eq|ifk|date,date|boolean
date_ge_timestamptz|sfk|date,timestamp with time zone|boolean
date_ge_timestamp|ifk|date,timestamp without time zone|boolean
date_ge|ifk|date,date|boolean
date_gt_timestamptz|sfk|date,timestamp with time zone|boolean
date_gt_timestamp|ifk|date,timestamp without time zone|boolean
date_gt|ifk|date,date|boolean
date_larger|ifk|date,date|date
date_le_timestamptz|sfk|date,timestamp with time zone|boolean
date_le_timestamp|ifk|date,timestamp without time zone|boolean
date_le|ifk|date,date|boolean
date_lt_timestamptz|sfk|date,timestamp with time zone|boolean
date_lt_timestamp|ifk|date,timestamp without time zone|boolean
date_lt|ifk|date,date|boolean
date_mi_interval|ifk|date,interval|timestamp without time zone
date_mii|ifk|date,integer|date
date_mi|ifk|date,date|integer
date_ne_timestamptz|sfk|date,timestamp with time zone|boolean
date_ne_timestamp|ifk|date,timestamp without time zone|boolean
date_ne|ifk|date,date|boolean
date_part|ifk|text,date|double precision
date_part|ifk|text,interval|double precision
date_part|ifk|text,time with time zone|double precision
date_part|ifk|text,time without time zone|double precision
date_part|ifk|text,timestamp without time zone|double precision
date_part|sfk|text,timestamp with time zone|double precision
date_pl_interval|ifk|date,interval|timestamp without time zone
date_pli|ifk|date,integer|date
date_smaller|ifk|date,date|date
date_subtract|ifk|timestamp with time zone,interval,text|timestamp with time zone
date_subtract|sfk|timestamp with time zone,interval|timestamp with time zone
date_trunc|ifk|text,interval|interval
date_trunc|ifk|text,timestamp without time zone|timestamp without time zone
date_trunc|sfk|text,timestamp with time zone,text|timestamp with time zone
date_trunc|sfk|text,timestamp with time zone|timestamp with time zone
datemultirange|ifkm|daterange[]|datemultirange
datemultirange|ifk|daterange|datemultirange
datemultirange|ifk||datemultirange
daterange_canonical|ifk|daterange|daterange
daterange_subdiff|ifk|date,date|double precision
daterange|if|date,date,text|daterange
daterange|if|date,date|daterange
datetime_pl|ifk|date,time without time zone|timestamp without time zone
datetimetz_pl|ifk|date,time with time zone|timestamp with time zone
date|ifk|timestamp without time zone|date
date|sfk|timestamp with time zone|date
dcbrt|ifk|double precision|double precision
decode|ifk|text,text|bytea
degrees|ifk|double precision|double precision
dense_rank|iam|"any"|bigint
dense_rank|iw||bigint
dexp|ifk|double precision|double precision
diagonal|ifk|box|lseg
diameter|ifk|circle|double precision
dist_bl|ifk|box,line|double precision
dist_bp|ifk|box,point|double precision
dist_bs|ifk|box,lseg|double precision
dist_cpoint|ifk|circle,point|double precision
dist_cpoly|ifk|circle,polygon|double precision
dist_lb|ifk|line,box|double precision
dist_lp|ifk|line,point|double precision
dist_ls|ifk|line,lseg|double precision
dist_pathp|ifk|path,point|double precision
dist_pb|ifk|point,box|double precision
dist_pc|ifk|point,circle|double precision
dist_pl|ifk|point,line|double precision
dist_polyc|ifk|polygon,circle|double precision
dist_polyp|ifk|polygon,point|double precision
dist_ppath|ifk|point,path|double precision
dist_ppoly|ifk|point,polygon|double precision
dist_ps|ifk|point,lseg|double precision
dist_sb|ifk|lseg,box|double precision
dist_sl|ifk|lseg,line|double precision
dist_sp|ifk|lseg,point|double precision
div|ifk|numeric,numeric|numeric
dlog10|ifk|double precision|double precision
dlog1|ifk|double precision|double precision
dpow|ifk|double precision,double precision|double precision
dround|ifk|double precision|double precision
dsqrt|ifk|double precision|double precision
dtrunc|ifk|double precision|double precision
elem_contained_by_multirange|ifk|anyelement,anymultirange|boolean
elem_contained_by_range|ifk|anyelement,anyrange|boolean
encode|ifk|bytea,text|text
enum_cmp|ifk|anyenum,anyenum|integer
enum_eq|ifk|anyenum,anyenum|boolean
enum_first|sf|anyenum|anyenum
enum_ge|ifk|anyenum,anyenum|boolean
enum_gt|ifk|anyenum,anyenum|boolean
enum_larger|ifk|anyenum,anyenum|anyenum
enum_last|sf|anyenum|anyenum
enum_le|ifk|anyenum,anyenum|boolean
enum_lt|ifk|anyenum,anyenum|boolean
enum_ne|ifk|anyenum,anyenum|boolean
enum_range|sf|anyenum,anyenum|anyarray
enum_range|sf|anyenum|anyarray
enum_send|sfk|anyenum|bytea
enum_smaller|ifk|anyenum,anyenum|anyenum
erfc|ifk|double precision|double precision
erf|ifk|double precision|double precision
every|ia|boolean|boolean
exp|ifk|double precision|double precision
exp|ifk|numeric|numeric
extract|ifk|text,date|numeric
extract|ifk|text,interval|numeric
extract|ifk|text,time with time zone|numeric
extract|ifk|text,time without time zone|numeric
extract|ifk|text,timestamp without time zone|numeric
extract|sfk|text,timestamp with time zone|numeric
factorial|ifk|bigint|numeric
family|ifk|inet|integer
first_value|iwk|anyelement|anyelement
float48div|ifk|real,double precision|double precision
float48eq|ifk|real,double precision|boolean
float48ge|ifk|real,double precision|boolean
float48gt|ifk|real,double precision|boolean
float48le|ifk|real,double precision|boolean
float48lt|ifk|real,double precision|boolean
float48mi|ifk|real,double precision|double precision
float48mul|ifk|real,double precision|double precision
float48ne|ifk|real,double precision|boolean
float48pl|ifk|real,double precision|double precision
float4_accum|ifk|double precision[],real|double precision[]
float4abs|ifk|real|real
float4div|ifk|real,real|real
float4eq|ifk|real,real|boolean
float4ge|ifk|real,real|boolean
float4gt|ifk|real,real|boolean
float4larger|ifk|real,real|real
float4le|ifk|real,real|boolean
float4lt|ifk|real,real|boolean
float4mi|ifk|real,real|real
float4mul|ifk|real,real|real
float4ne|ifk|real,real|boolean
float4pl|ifk|real,real|real
float4smaller|ifk|real,real|real
float4um|ifk|real|real
float4up|ifk|real|real
float4|ifk|bigint|real
float4|ifk|double precision|real
float4|ifk|integer|real
float4|ifk|jsonb|real
float4|ifk|numeric|real
float4|ifk|smallint|real
float84div|ifk|double precision,real|double precision
float84eq|ifk|double precision,real|boolean
float84ge|ifk|double precision,real|boolean
float84gt|ifk|double precision,real|boolean
float84le|ifk|double precision,real|boolean
float84lt|ifk|double precision,real|boolean
float84mi|ifk|double precision,real|double precision
float84mul|ifk|double precision,real|double precision
float84ne|ifk|double precision,real|boolean
float84pl|ifk|double precision,real|double precision
float8_accum|ifk|double precision[],double precision|double precision[]
float8_avg|ifk|double precision[]|double precision
float8_combine|ifk|double precision[],double precision[]|double precision[]
float8_corr|ifk|double precision[]|double precision
float8_covar_pop|ifk|double precision[]|double precision
float8_covar_samp|ifk|double precision[]|double precision
float8_regr_accum|ifk|double precision[],double precision,double precision|double precision[]
float8_regr_avgx|ifk|double precision[]|double precision
float8_regr_avgy|ifk|double precision[]|double precision
float8_regr_combine|ifk|double precision[],double precision[]|double precision[]
float8_regr_intercept|ifk|double precision[]|double precision
float8_regr_r2|ifk|double precision[]|double precision
float8_regr_slope|ifk|double precision[]|double precision
float8_regr_sxx|ifk|double precision[]|double precision
float8_regr_sxy|ifk|double precision[]|double precision
float8_regr_syy|ifk|double precision[]|double precision
float8_stddev_pop|ifk|double precision[]|double precision
float8_stddev_samp|ifk|double precision[]|double precision
float8_var_pop|ifk|double precision[]|double precision
float8_var_samp|ifk|double precision[]|double precision
float8abs|ifk|double precision|double precision
float8div|ifk|double precision,double precision|double precision
float8eq|ifk|double precision,double precision|boolean
float8ge|ifk|double precision,double precision|boolean
float8gt|ifk|double precision,double precision|boolean
float8larger|ifk|double precision,double precision|double precision
float8le|ifk|double precision,double precision|boolean
float8lt|ifk|double precision,double precision|boolean
float8mi|ifk|double precision,double precision|double precision
float8mul|ifk|double precision,double precision|double precision
float8ne|ifk|double precision,double precision|boolean
float8pl|ifk|double precision,double precision|double precision
float8smaller|ifk|double precision,double precision|double precision
float8um|ifk|double precision|double precision
float8up|ifk|double precision|double precision
float8|ifk|bigint|double precision
float8|ifk|integer|double precision
float8|ifk|jsonb|double precision
float8|ifk|numeric|double precision
float8|ifk|real|double precision
float8|ifk|smallint|double precision
floor|ifk|double precision|double precision
floor|ifk|numeric|numeric
flt4_mul_cash|ifk|real,money|money
flt8_mul_cash|ifk|double precision,money|money
format_type|sf|oid,integer|text
format|sfm|text,"any"|text
format|sf|text|text
gamma|ifk|double precision|double precision
gcd|ifk|bigint,bigint|bigint
gcd|ifk|integer,integer|integer
gcd|ifk|numeric,numeric|numeric
gen_random_uuid|vfk||uuid
generate_series|ifkr|bigint,bigint,bigint|bigint
generate_series|ifkr|bigint,bigint|bigint
generate_series|ifkr|integer,integer,integer|integer
generate_series|ifkr|integer,integer|integer
generate_series|ifkr|numeric,numeric,numeric|numeric
generate_series|ifkr|numeric,numeric|numeric
generate_series|ifkr|timestamp with time zone,timestamp with time zone,interval,text|timestamp with time zone
generate_series|ifkr|timestamp without time zone,timestamp without time zone,interval|timestamp without time zone
generate_series|sfkr|timestamp with time zone,timestamp with time zone,interval|timestamp with time zone
generate_subscripts|ifkr|anyarray,integer,boolean|integer
generate_subscripts|ifkr|anyarray,integer|integer
get_bit|ifk|bit,integer|integer
get_bit|ifk|bytea,bigint|integer
get_byte|ifk|bytea,integer|integer
get_current_ts_config|sfk||regconfig
getdatabaseencoding|sfk||name
getpgusername|sfk||name
gin_cmp_tslexeme|ifk|text,text|integer
gin_compare_jsonb|ifk|text,text|integer
gist_translate_cmptype_common|ifk|integer|smallint
has_any_column_privilege|sfkn|name,oid,text|boolean
has_any_column_privilege|sfkn|name,text,text|boolean
has_any_column_privilege|sfkn|oid,oid,text|boolean
has_any_column_privilege|sfkn|oid,text,text|boolean
has_any_column_privilege|sfkn|oid,text|boolean
has_any_column_privilege|sfkn|text,text|boolean
has_column_privilege|sfkn|name,oid,smallint,text|boolean
has_column_privilege|sfkn|name,oid,text,text|boolean
has_column_privilege|sfkn|name,text,smallint,text|boolean
has_column_privilege|sfkn|name,text,text,text|boolean
has_column_privilege|sfkn|oid,oid,smallint,text|boolean
has_column_privilege|sfkn|oid,oid,text,text|boolean
has_column_privilege|sfkn|oid,smallint,text|boolean
has_column_privilege|sfkn|oid,text,smallint,text|boolean
has_column_privilege|sfkn|oid,text,text,text|boolean
has_column_privilege|sfkn|oid,text,text|boolean
has_column_privilege|sfkn|text,smallint,text|boolean
has_column_privilege|sfkn|text,text,text|boolean
has_database_privilege|sfkn|name,oid,text|boolean
has_database_privilege|sfkn|name,text,text|boolean
has_database_privilege|sfkn|oid,oid,text|boolean
has_database_privilege|sfkn|oid,text,text|boolean
has_database_privilege|sfkn|oid,text|boolean
has_database_privilege|sfkn|text,text|boolean
has_foreign_data_wrapper_privilege|sfkn|name,oid,text|boolean
has_foreign_data_wrapper_privilege|sfkn|name,text,text|boolean
has_foreign_data_wrapper_privilege|sfkn|oid,oid,text|boolean
has_foreign_data_wrapper_privilege|sfkn|oid,text,text|boolean
has_foreign_data_wrapper_privilege|sfkn|oid,text|boolean
has_foreign_data_wrapper_privilege|sfkn|text,text|boolean
has_function_privilege|sfkn|name,oid,text|boolean
has_function_privilege|sfkn|name,text,text|boolean
has_function_privilege|sfkn|oid,oid,text|boolean
has_function_privilege|sfkn|oid,text,text|boolean
has_function_privilege|sfkn|oid,text|boolean
has_function_privilege|sfkn|text,text|boolean
has_language_privilege|sfkn|name,oid,text|boolean
has_language_privilege|sfkn|name,text,text|boolean
has_language_privilege|sfkn|oid,oid,text|boolean
has_language_privilege|sfkn|oid,text,text|boolean
has_language_privilege|sfkn|oid,text|boolean
has_language_privilege|sfkn|text,text|boolean
has_largeobject_privilege|sfkn|name,oid,text|boolean
has_largeobject_privilege|sfkn|oid,oid,text|boolean
has_largeobject_privilege|sfkn|oid,text|boolean
has_parameter_privilege|sfkn|name,text,text|boolean
has_parameter_privilege|sfkn|oid,text,text|boolean
has_parameter_privilege|sfkn|text,text|boolean
has_schema_privilege|sfkn|name,oid,text|boolean
has_schema_privilege|sfkn|name,text,text|boolean
has_schema_privilege|sfkn|oid,oid,text|boolean
has_schema_privilege|sfkn|oid,text,text|boolean
has_schema_privilege|sfkn|oid,text|boolean
has_schema_privilege|sfkn|text,text|boolean
has_sequence_privilege|sfkn|name,oid,text|boolean
has_sequence_privilege|sfkn|name,text,text|boolean
has_sequence_privilege|sfkn|oid,oid,text|boolean
has_sequence_privilege|sfkn|oid,text,text|boolean
has_sequence_privilege|sfkn|oid,text|boolean
has_sequence_privilege|sfkn|text,text|boolean
has_server_privilege|sfkn|name,oid,text|boolean
has_server_privilege|sfkn|name,text,text|boolean
has_server_privilege|sfkn|oid,oid,text|boolean
has_server_privilege|sfkn|oid,text,text|boolean
has_server_privilege|sfkn|oid,text|boolean
has_server_privilege|sfkn|text,text|boolean
has_table_privilege|sfkn|name,oid,text|boolean
has_table_privilege|sfkn|name,text,text|boolean
has_table_privilege|sfkn|oid,oid,text|boolean
has_table_privilege|sfkn|oid,text,text|boolean
has_table_privilege|sfkn|oid,text|boolean
has_table_privilege|sfkn|text,text|boolean
has_tablespace_privilege|sfkn|name,oid,text|boolean
has_tablespace_privilege|sfkn|name,text,text|boolean
has_tablespace_privilege|sfkn|oid,oid,text|boolean
has_tablespace_privilege|sfkn|oid,text,text|boolean
has_tablespace_privilege|sfkn|oid,text|boolean
has_tablespace_privilege|sfkn|text,text|boolean
has_type_privilege|sfkn|name,oid,text|boolean
has_type_privilege|sfkn|name,text,text|boolean
has_type_privilege|sfkn|oid,oid,text|boolean
has_type_privilege|sfkn|oid,text,text|boolean
has_type_privilege|sfkn|oid,text|boolean
has_type_privilege|sfkn|text,text|boolean
hash_aclitem_extended|ifk|aclitem,bigint|bigint
hash_aclitem|ifk|aclitem|integer
hash_array_extended|ifk|anyarray,bigint|bigint
hash_array|ifk|anyarray|integer
hash_multirange_extended|ifk|anymultirange,bigint|bigint
hash_multirange|ifk|anymultirange|integer
hash_numeric_extended|ifk|numeric,bigint|bigint
hash_numeric|ifk|numeric|integer
hash_range_extended|ifk|anyrange,bigint|bigint
hash_range|ifk|anyrange|integer
hash_record_extended|ifk|record,bigint|bigint
hash_record|ifk|record|integer
hashboolextended|ifk|boolean,bigint|bigint
hashbool|ifk|boolean|integer
hashbpcharextended|ifk|character,bigint|bigint
hashbpchar|ifk|character|integer
hashbyteaextended|ifk|bytea,bigint|bigint
hashbytea|ifk|bytea|integer
hashcharextended|ifk|"char",bigint|bigint
hashchar|ifk|"char"|integer
hashcidextended|ifk|cid,bigint|bigint
hashcid|ifk|cid|integer
hashdateextended|ifk|date,bigint|bigint
hashdate|ifk|date|integer
hashenumextended|ifk|anyenum,bigint|bigint
hashenum|ifk|anyenum|integer
hashfloat4extended|ifk|real,bigint|bigint
hashfloat4|ifk|real|integer
hashfloat8extended|ifk|double precision,bigint|bigint
hashfloat8|ifk|double precision|integer
hashinetextended|ifk|inet,bigint|bigint
hashinet|ifk|inet|integer
hashint2extended|ifk|smallint,bigint|bigint
hashint2|ifk|smallint|integer
hashint4extended|ifk|integer,bigint|bigint
hashint4|ifk|integer|integer
hashint8extended|ifk|bigint,bigint|bigint
hashint8|ifk|bigint|integer
hashmacaddr8extended|ifk|macaddr8,bigint|bigint
hashmacaddr8|ifk|macaddr8|integer
hashmacaddrextended|ifk|macaddr,bigint|bigint
hashmacaddr|ifk|macaddr|integer
hashnameextended|ifk|name,bigint|bigint
hashname|ifk|name|integer
hashoidextended|ifk|oid,bigint|bigint
hashoidvectorextended|ifk|oidvector,bigint|bigint
hashoidvector|ifk|oidvector|integer
hashoid|ifk|oid|integer
hashtextextended|ifk|text,bigint|bigint
hashtext|ifkt|text|integer
hashtidextended|ifk|tid,bigint|bigint
hashtid|ifk|tid|integer
hashxid8extended|ifk|xid8,bigint|bigint
hashxid8|ifk|xid8|integer
hashxidextended|ifk|xid,bigint|bigint
hashxid|ifk|xid|integer
height|ifk|box|double precision
hostmask|ifk|inet|inet
host|ifk|inet|text
icu_unicode_version|ifk||text
in_range|ifk|bigint,bigint,bigint,boolean,boolean|boolean
in_range|ifk|date,date,interval,boolean,boolean|boolean
in_range|ifk|double precision,double precision,double precision,boolean,boolean|boolean
in_range|ifk|integer,integer,bigint,boolean,boolean|boolean
in_range|ifk|integer,integer,integer,boolean,boolean|boolean
in_range|ifk|integer,integer,smallint,boolean,boolean|boolean
in_range|ifk|interval,interval,interval,boolean,boolean|boolean
in_range|ifk|numeric,numeric,numeric,boolean,boolean|boolean
in_range|ifk|real,real,double precision,boolean,boolean|boolean
in_range|ifk|smallint,smallint,bigint,boolean,boolean|boolean
in_range|ifk|smallint,smallint,integer,boolean,boolean|boolean
in_range|ifk|smallint,smallint,smallint,boolean,boolean|boolean
in_range|ifk|time with time zone,time with time zone,interval,boolean,boolean|boolean
in_range|ifk|time without time zone,time without time zone,interval,boolean,boolean|boolean
in_range|ifk|timestamp without time zone,timestamp without time zone,interval,boolean,boolean|boolean
in_range|sfk|timestamp with time zone,timestamp with time zone,interval,boolean,boolean|boolean
inet_client_addr|sf||inet
inet_client_port|sf||integer
inet_merge|ifk|inet,inet|cidr
inet_same_family|ifk|inet,inet|boolean
inet_server_addr|sf||inet
inet_server_port|sf||integer
inetand|ifk|inet,inet|inet
inetmi_int8|ifk|inet,bigint|inet
inetmi|ifk|inet,inet|bigint
inetnot|ifk|inet|inet
inetor|ifk|inet,inet|inet
inetpl|ifk|inet,bigint|inet
initcap|ifkt|text|text
int24div|ifk|smallint,integer|integer
int24eq|ifk|smallint,integer|boolean
int24ge|ifk|smallint,integer|boolean
int24gt|ifk|smallint,integer|boolean
int24le|ifk|smallint,integer|boolean
int24lt|ifk|smallint,integer|boolean
int24mi|ifk|smallint,integer|integer
int24mul|ifk|smallint,integer|integer
int24ne|ifk|smallint,integer|boolean
int24pl|ifk|smallint,integer|integer
int28div|ifk|smallint,bigint|bigint
int28eq|ifk|smallint,bigint|boolean
int28ge|ifk|smallint,bigint|boolean
int28gt|ifk|smallint,bigint|boolean
int28le|ifk|smallint,bigint|boolean
int28lt|ifk|smallint,bigint|boolean
int28mi|ifk|smallint,bigint|bigint
int28mul|ifk|smallint,bigint|bigint
int28ne|ifk|smallint,bigint|boolean
int28pl|ifk|smallint,bigint|bigint
int2_avg_accum_inv|ifk|bigint[],smallint|bigint[]
int2_avg_accum|ifk|bigint[],smallint|bigint[]
int2_mul_cash|ifk|smallint,money|money
int2_sum|if|bigint,smallint|bigint
int2abs|ifk|smallint|smallint
int2and|ifk|smallint,smallint|smallint
int2div|ifk|smallint,smallint|smallint
int2eq|ifk|smallint,smallint|boolean
int2ge|ifk|smallint,smallint|boolean
int2gt|ifk|smallint,smallint|boolean
int2int4_sum|ifk|bigint[]|bigint
int2larger|ifk|smallint,smallint|smallint
int2le|ifk|smallint,smallint|boolean
int2lt|ifk|smallint,smallint|boolean
int2mi|ifk|smallint,smallint|smallint
int2mod|ifk|smallint,smallint|smallint
int2mul|ifk|smallint,smallint|smallint
int2ne|ifk|smallint,smallint|boolean
int2not|ifk|smallint|smallint
int2or|ifk|smallint,smallint|smallint
int2pl|ifk|smallint,smallint|smallint
int2shl|ifk|smallint,integer|smallint
int2shr|ifk|smallint,integer|smallint
int2smaller|ifk|smallint,smallint|smallint
int2um|ifk|smallint|smallint
int2up|ifk|smallint|smallint
int2xor|ifk|smallint,smallint|smallint
int2|ifk|bigint|smallint
int2|ifk|bytea|smallint
int2|ifk|double precision|smallint
int2|ifk|integer|smallint
int2|ifk|jsonb|smallint
int2|ifk|numeric|smallint
int2|ifk|real|smallint
int42div|ifk|integer,smallint|integer
int42eq|ifk|integer,smallint|boolean
int42ge|ifk|integer,smallint|boolean
int42gt|ifk|integer,smallint|boolean
int42le|ifk|integer,smallint|boolean
int42lt|ifk|integer,smallint|boolean
int42mi|ifk|integer,smallint|integer
int42mul|ifk|integer,smallint|integer
int42ne|ifk|integer,smallint|boolean
int42pl|ifk|integer,smallint|integer
int48div|ifk|integer,bigint|bigint
int48eq|ifk|integer,bigint|boolean
int48ge|ifk|integer,bigint|boolean
int48gt|ifk|integer,bigint|boolean
int48le|ifk|integer,bigint|boolean
int48lt|ifk|integer,bigint|boolean
int48mi|ifk|integer,bigint|bigint
int48mul|ifk|integer,bigint|bigint
int48ne|ifk|integer,bigint|boolean
int48pl|ifk|integer,bigint|bigint
int4_avg_accum_inv|ifk|bigint[],integer|bigint[]
int4_avg_accum|ifk|bigint[],integer|bigint[]
int4_avg_combine|ifk|bigint[],bigint[]|bigint[]
int4_mul_cash|ifk|integer,money|money
int4_sum|if|bigint,integer|bigint
int4abs|ifk|integer|integer
int4and|ifk|integer,integer|integer
int4div|ifk|integer,integer|integer
int4eq|ifk|integer,integer|boolean
int4ge|ifk|integer,integer|boolean
int4gt|ifk|integer,integer|boolean
int4inc|ifk|integer|integer
int4larger|ifk|integer,integer|integer
int4le|ifk|integer,integer|boolean
int4lt|ifk|integer,integer|boolean
int4mi|ifk|integer,integer|integer
int4mod|ifk|integer,integer|integer
int4multirange|ifkm|int4range[]|int4multirange
int4multirange|ifk|int4range|int4multirange
int4multirange|ifk||int4multirange
int4mul|ifk|integer,integer|integer
int4ne|ifk|integer,integer|boolean
int4not|ifk|integer|integer
int4or|ifk|integer,integer|integer
int4pl|ifk|integer,integer|integer
int4range_canonical|ifk|int4range|int4range
int4range_subdiff|ifk|integer,integer|double precision
int4range|if|integer,integer,text|int4range
int4range|if|integer,integer|int4range
int4shl|ifk|integer,integer|integer
int4shr|ifk|integer,integer|integer
int4smaller|ifk|integer,integer|integer
int4um|ifk|integer|integer
int4up|ifk|integer|integer
int4xor|ifk|integer,integer|integer
int4|ifk|"char"|integer
int4|ifk|bigint|integer
int4|ifk|bit|integer
int4|ifk|boolean|integer
int4|ifk|bytea|integer
int4|ifk|double precision|integer
int4|ifk|jsonb|integer
int4|ifk|numeric|integer
int4|ifk|real|integer
int4|ifk|smallint|integer
int82div|ifk|bigint,smallint|bigint
int82eq|ifk|bigint,smallint|boolean
int82ge|ifk|bigint,smallint|boolean
int82gt|ifk|bigint,smallint|boolean
int82le|ifk|bigint,smallint|boolean
int82lt|ifk|bigint,smallint|boolean
int82mi|ifk|bigint,smallint|bigint
int82mul|ifk|bigint,smallint|bigint
int82ne|ifk|bigint,smallint|boolean
int82pl|ifk|bigint,smallint|bigint
int84div|ifk|bigint,integer|bigint
int84eq|ifk|bigint,integer|boolean
int84ge|ifk|bigint,integer|boolean
int84gt|ifk|bigint,integer|boolean
int84le|ifk|bigint,integer|boolean
int84lt|ifk|bigint,integer|boolean
int84mi|ifk|bigint,integer|bigint
int84mul|ifk|bigint,integer|bigint
int84ne|ifk|bigint,integer|boolean
int84pl|ifk|bigint,integer|bigint
int8_avg|ifk|bigint[]|numeric
int8_mul_cash|ifk|bigint,money|money
int8_sum|if|numeric,bigint|numeric
int8abs|ifk|bigint|bigint
int8and|ifk|bigint,bigint|bigint
int8dec_any|ifk|bigint,"any"|bigint
int8dec|ifk|bigint|bigint
int8div|ifk|bigint,bigint|bigint
int8eq|ifk|bigint,bigint|boolean
int8ge|ifk|bigint,bigint|boolean
int8gt|ifk|bigint,bigint|boolean
int8inc_any|ifk|bigint,"any"|bigint
int8inc_float8_float8|ifk|bigint,double precision,double precision|bigint
int8inc|ifk|bigint|bigint
int8larger|ifk|bigint,bigint|bigint
int8le|ifk|bigint,bigint|boolean
int8lt|ifk|bigint,bigint|boolean
int8mi|ifk|bigint,bigint|bigint
int8mod|ifk|bigint,bigint|bigint
int8multirange|ifkm|int8range[]|int8multirange
int8multirange|ifk|int8range|int8multirange
int8multirange|ifk||int8multirange
int8mul|ifk|bigint,bigint|bigint
int8ne|ifk|bigint,bigint|boolean
int8not|ifk|bigint|bigint
int8or|ifk|bigint,bigint|bigint
int8pl_inet|ifk|bigint,inet|inet
int8pl|ifk|bigint,bigint|bigint
int8range_canonical|ifk|int8range|int8range
int8range_subdiff|ifk|bigint,bigint|double precision
int8range|if|bigint,bigint,text|int8range
int8range|if|bigint,bigint|int8range
int8shl|ifk|bigint,integer|bigint
int8shr|ifk|bigint,integer|bigint
int8smaller|ifk|bigint,bigint|bigint
int8um|ifk|bigint|bigint
int8up|ifk|bigint|bigint
int8xor|ifk|bigint,bigint|bigint
int8|ifk|bit|bigint
int8|ifk|bytea|bigint
int8|ifk|double precision|bigint
int8|ifk|integer|bigint
int8|ifk|jsonb|bigint
int8|ifk|numeric|bigint
int8|ifk|oid|bigint
int8|ifk|real|bigint
int8|ifk|smallint|bigint
integer_pl_date|ifk|integer,date|date
inter_lb|ifk|line,box|boolean
inter_sb|ifk|lseg,box|boolean
inter_sl|ifk|lseg,line|boolean
interval_accum_inv|ifk|interval[],interval|interval[]
interval_accum|ifk|interval[],interval|interval[]
interval_avg|ifk|interval[]|interval
interval_cmp|ifk|interval,interval|integer
interval_combine|ifk|interval[],interval[]|interval[]
interval_div|ifk|interval,double precision|interval
interval_eq|ifk|interval,interval|boolean
interval_ge|ifk|interval,interval|boolean
interval_gt|ifk|interval,interval|boolean
interval_hash_extended|ifk|interval,bigint|bigint
interval_hash|ifk|interval|integer
interval_larger|ifk|interval,interval|interval
interval_le|ifk|interval,interval|boolean
interval_lt|ifk|interval,interval|boolean
interval_mi|ifk|interval,interval|interval
interval_mul|ifk|interval,double precision|interval
interval_ne|ifk|interval,interval|boolean
interval_pl_date|ifk|interval,date|timestamp without time zone
interval_pl_timestamptz|sfk|interval,timestamp with time zone|timestamp with time zone
interval_pl_timestamp|ifk|interval,timestamp without time zone|timestamp without time zone
interval_pl_timetz|ifk|interval,time with time zone|time with time zone
interval_pl_time|ifk|interval,time without time zone|time without time zone
interval_pl|ifk|interval,interval|interval
interval_smaller|ifk|interval,interval|interval
interval_um|ifk|interval|interval
interval|ifk|interval,integer|interval
interval|ifk|time without time zone|interval
is_normalized|ifk1|text,text|boolean
isclosed|ifk|path|boolean
isempty|ifk|anymultirange|boolean
isempty|ifk|anyrange|boolean
isfinite|ifkt|date|boolean
isfinite|ifkt|timestamp with time zone|boolean
isfinite|ifkt|timestamp without time zone|boolean
isfinite|ifk|interval|boolean
ishorizontal|ifk|line|boolean
ishorizontal|ifk|lseg|boolean
ishorizontal|ifk|point,point|boolean
isopen|ifk|path|boolean
isparallel|ifk|line,line|boolean
isparallel|ifk|lseg,lseg|boolean
isperp|ifk|line,line|boolean
isperp|ifk|lseg,lseg|boolean
isvertical|ifk|line|boolean
isvertical|ifk|lseg|boolean
isvertical|ifk|point,point|boolean
json_agg_strict|sa|anyelement|json
json_agg|sa|anyelement|json
json_array_element_text|ifk|json,integer|text
json_array_elements_text|ifkr|json|text
json_array_elements|ifkr|json|json
json_array_element|ifk|json,integer|json
json_array_length|ifk|json|integer
json_build_array|sfm|"any"|json
json_build_array|sf||json
json_build_object|sfm|"any"|json
json_build_object|sf||json
json_each_text|ifkr|json|record
json_each|ifkr|json|record
json_extract_path_text|ifkm|json,text[]|text
json_extract_path|ifkm|json,text[]|json
json_object_agg_strict|sa|"any","any"|json
json_object_agg_unique_strict|sa|"any","any"|json
json_object_agg_unique|sa|"any","any"|json
json_object_agg|sa|"any","any"|json
json_object_field_text|ifk|json,text|text
json_object_field|ifk|json,text|json
json_object_keys|ifkr|json|text
json_object|ifk|text[],text[]|json
json_object|ifk|text[]|json
json_populate_recordset|sfr1|anyelement,json,boolean|anyelement
json_populate_record|sf1|anyelement,json,boolean|anyelement
json_strip_nulls|ifk1|json,boolean|json
json_strip_nulls|ifk|json|json
json_to_recordset|sfr|json|record
json_to_record|sfk|json|record
json_to_tsvector|ifkn|regconfig,json,jsonb|tsvector
json_to_tsvector|sfkn|json,jsonb|tsvector
json_typeof|ifk|json|text
jsonb_agg_strict|sa|anyelement|jsonb
jsonb_agg|sa|anyelement|jsonb
jsonb_array_element_text|ifk|jsonb,integer|text
jsonb_array_elements_text|ifkr|jsonb|text
jsonb_array_elements|ifkr|jsonb|jsonb
jsonb_array_element|ifk|jsonb,integer|jsonb
jsonb_array_length|ifk|jsonb|integer
jsonb_build_array|sfm|"any"|jsonb
jsonb_build_array|sf||jsonb
jsonb_build_object|sfm|"any"|jsonb
jsonb_build_object|sf||jsonb
jsonb_cmp|ifk|jsonb,jsonb|integer
jsonb_concat|ifk|jsonb,jsonb|jsonb
jsonb_contained|ifk|jsonb,jsonb|boolean
jsonb_contains|ifk|jsonb,jsonb|boolean
jsonb_delete_path|ifk|jsonb,text[]|jsonb
jsonb_delete|ifkm|jsonb,text[]|jsonb
jsonb_delete|ifk|jsonb,integer|jsonb
jsonb_delete|ifk|jsonb,text|jsonb
jsonb_each_text|ifkr|jsonb|record
jsonb_each|ifkr|jsonb|record
jsonb_eq|ifk|jsonb,jsonb|boolean
jsonb_exists_all|ifk|jsonb,text[]|boolean
jsonb_exists_any|ifk|jsonb,text[]|boolean
jsonb_exists|ifk|jsonb,text|boolean
jsonb_extract_path_text|ifkm|jsonb,text[]|text
jsonb_extract_path|ifkm|jsonb,text[]|jsonb
jsonb_ge|ifk|jsonb,jsonb|boolean
jsonb_gt|ifk|jsonb,jsonb|boolean
jsonb_hash_extended|ifk|jsonb,bigint|bigint
jsonb_hash|ifk|jsonb|integer
jsonb_insert|ifk1|jsonb,text[],jsonb,boolean|jsonb
jsonb_le|ifk|jsonb,jsonb|boolean
jsonb_lt|ifk|jsonb,jsonb|boolean
jsonb_ne|ifk|jsonb,jsonb|boolean
jsonb_object_agg_strict|ia|"any","any"|jsonb
jsonb_object_agg_unique_strict|ia|"any","any"|jsonb
jsonb_object_agg_unique|ia|"any","any"|jsonb
jsonb_object_agg|ia|"any","any"|jsonb
jsonb_object_field_text|ifk|jsonb,text|text
jsonb_object_field|ifk|jsonb,text|jsonb
jsonb_object_keys|ifkr|jsonb|text
jsonb_object|ifk|text[],text[]|jsonb
jsonb_object|ifk|text[]|jsonb
jsonb_path_exists_opr|ifk|jsonb,jsonpath|boolean
jsonb_path_exists_tz|sfk2|jsonb,jsonpath,jsonb,boolean|boolean
jsonb_path_exists|ifk2|jsonb,jsonpath,jsonb,boolean|boolean
jsonb_path_match_opr|ifk|jsonb,jsonpath|boolean
jsonb_path_match_tz|sfk2|jsonb,jsonpath,jsonb,boolean|boolean
jsonb_path_match|ifk2|jsonb,jsonpath,jsonb,boolean|boolean
jsonb_path_query_array_tz|sfk2|jsonb,jsonpath,jsonb,boolean|jsonb
jsonb_path_query_array|ifk2|jsonb,jsonpath,jsonb,boolean|jsonb
jsonb_path_query_first_tz|sfk2|jsonb,jsonpath,jsonb,boolean|jsonb
jsonb_path_query_first|ifk2|jsonb,jsonpath,jsonb,boolean|jsonb
jsonb_path_query_tz|sfkr2|jsonb,jsonpath,jsonb,boolean|jsonb
jsonb_path_query|ifkr2|jsonb,jsonpath,jsonb,boolean|jsonb
jsonb_populate_record_valid|sf|anyelement,jsonb|boolean
jsonb_populate_recordset|sfr|anyelement,jsonb|anyelement
jsonb_populate_record|sf|anyelement,jsonb|anyelement
jsonb_pretty|ifk|jsonb|text
jsonb_set_lax|if2|jsonb,text[],jsonb,boolean,text|jsonb
jsonb_set|ifk1|jsonb,text[],jsonb,boolean|jsonb
jsonb_strip_nulls|ifk1|jsonb,boolean|jsonb
jsonb_strip_nulls|ifk|jsonb|jsonb
jsonb_to_recordset|sfr|jsonb|record
jsonb_to_record|sfk|jsonb|record
jsonb_to_tsvector|ifkn|regconfig,jsonb,jsonb|tsvector
jsonb_to_tsvector|sfkn|jsonb,jsonb|tsvector
jsonb_typeof|ifk|jsonb|text
justify_days|ifk|interval|interval
justify_hours|ifk|interval|interval
justify_interval|ifk|interval|interval
lag|iwk|anycompatible,integer,anycompatible|anycompatible
lag|iwk|anyelement,integer|anyelement
lag|iwk|anyelement|anyelement
last_value|iwk|anyelement|anyelement
lcm|ifk|bigint,bigint|bigint
lcm|ifk|integer,integer|integer
lcm|ifk|numeric,numeric|numeric
lead|iwk|anycompatible,integer,anycompatible|anycompatible
lead|iwk|anyelement,integer|anyelement
lead|iwk|anyelement|anyelement
left|ifkt|text,integer|text
length|ifkt|bytea|integer
length|ifkt|character|integer
length|ifkt|text|integer
length|ifk|bit|integer
length|ifk|lseg|double precision
length|ifk|path|double precision
length|ifk|tsvector|integer
length|sfk|bytea,name|integer
lgamma|ifk|double precision|double precision
like_escape|ifk|bytea,bytea|bytea
like_escape|ifk|text,text|text
like|ifk|bytea,bytea|boolean
like|ifk|name,text|boolean
like|ifk|text,text|boolean
line_distance|ifk|line,line|double precision
line_eq|ifk|line,line|boolean
line_horizontal|ifk|line|boolean
line_interpt|ifk|line,line|point
line_intersect|ifk|line,line|boolean
line_parallel|ifk|line,line|boolean
line_perp|ifk|line,line|boolean
line_vertical|ifk|line|boolean
line|ifk|point,point|line
ln|ifk|double precision|double precision
ln|ifk|numeric|numeric
log10|ifk|double precision|double precision
log10|ifk|numeric|numeric
log|ifk|double precision|double precision
log|ifk|numeric,numeric|numeric
log|ifk|numeric|numeric
lower_inc|ifk|anymultirange|boolean
lower_inc|ifk|anyrange|boolean
lower_inf|ifk|anymultirange|boolean
lower_inf|ifk|anyrange|boolean
lower|ifkt|text|text
lower|ifk|anymultirange|anyelement
lower|ifk|anyrange|anyelement
lpad|ifk|text,integer,text|text
lpad|ifk|text,integer|text
lseg_center|ifk|lseg|point
lseg_distance|ifk|lseg,lseg|double precision
lseg_eq|ifk|lseg,lseg|boolean
lseg_ge|ifk|lseg,lseg|boolean
lseg_gt|ifk|lseg,lseg|boolean
lseg_horizontal|ifk|lseg|boolean
lseg_interpt|ifk|lseg,lseg|point
lseg_intersect|ifk|lseg,lseg|boolean
lseg_length|ifk|lseg|double precision
lseg_le|ifk|lseg,lseg|boolean
lseg_lt|ifk|lseg,lseg|boolean
lseg_ne|ifk|lseg,lseg|boolean
lseg_parallel|ifk|lseg,lseg|boolean
lseg_perp|ifk|lseg,lseg|boolean
lseg_vertical|ifk|lseg|boolean
lseg|ifk|box|lseg
lseg|ifk|point,point|lseg
ltrim|ifkt|text,text|text
ltrim|ifkt|text|text
ltrim|ifk|bytea,bytea|bytea
macaddr8_and|ifk|macaddr8,macaddr8|macaddr8
macaddr8_cmp|ifk|macaddr8,macaddr8|integer
macaddr8_eq|ifk|macaddr8,macaddr8|boolean
macaddr8_ge|ifk|macaddr8,macaddr8|boolean
macaddr8_gt|ifk|macaddr8,macaddr8|boolean
macaddr8_le|ifk|macaddr8,macaddr8|boolean
macaddr8_lt|ifk|macaddr8,macaddr8|boolean
macaddr8_ne|ifk|macaddr8,macaddr8|boolean
macaddr8_not|ifk|macaddr8|macaddr8
macaddr8_or|ifk|macaddr8,macaddr8|macaddr8
macaddr8_set7bit|ifk|macaddr8|macaddr8
macaddr8|ifk|macaddr|macaddr8
macaddr_and|ifk|macaddr,macaddr|macaddr
macaddr_cmp|ifk|macaddr,macaddr|integer
macaddr_eq|ifk|macaddr,macaddr|boolean
macaddr_ge|ifk|macaddr,macaddr|boolean
macaddr_gt|ifk|macaddr,macaddr|boolean
macaddr_le|ifk|macaddr,macaddr|boolean
macaddr_lt|ifk|macaddr,macaddr|boolean
macaddr_ne|ifk|macaddr,macaddr|boolean
macaddr_not|ifk|macaddr|macaddr
macaddr_or|ifk|macaddr,macaddr|macaddr
macaddr|ifk|macaddr8|macaddr
make_date|ifk|integer,integer,integer|date
make_interval|ifk7|integer,integer,integer,integer,integer,integer,double precision|interval
make_timestamptz|sfk|integer,integer,integer,integer,integer,double precision,text|timestamp with time zone
make_timestamptz|sfk|integer,integer,integer,integer,integer,double precision|timestamp with time zone
make_timestamp|ifk|integer,integer,integer,integer,integer,double precision|timestamp without time zone
make_time|ifk|integer,integer,double precision|time without time zone
makeaclitem|ifk|oid,oid,text,boolean|aclitem
masklen|ifk|inet|integer
max|ia|anyarray|anyarray
max|ia|anyenum|anyenum
max|ia|bigint|bigint
max|ia|bytea|bytea
max|ia|character|character
max|ia|date|date
max|ia|double precision|double precision
max|ia|inet|inet
max|ia|integer|integer
max|ia|interval|interval
max|ia|money|money
max|ia|numeric|numeric
max|ia|oid|oid
max|ia|pg_lsn|pg_lsn
max|ia|real|real
max|ia|record|record
max|ia|smallint|smallint
max|ia|text|text
max|ia|tid|tid
max|ia|time with time zone|time with time zone
max|ia|time without time zone|time without time zone
max|ia|timestamp with time zone|timestamp with time zone
max|ia|timestamp without time zone|timestamp without time zone
max|ia|xid8|xid8
md5|ifkt|bytea|text
md5|ifkt|text|text
min_scale|ifk|numeric|integer
min|ia|anyarray|anyarray
min|ia|anyenum|anyenum
min|ia|bigint|bigint
min|ia|bytea|bytea
min|ia|character|character
min|ia|date|date
min|ia|double precision|double precision
min|ia|inet|inet
min|ia|integer|integer
min|ia|interval|interval
min|ia|money|money
min|ia|numeric|numeric
min|ia|oid|oid
min|ia|pg_lsn|pg_lsn
min|ia|real|real
min|ia|record|record
min|ia|smallint|smallint
min|ia|text|text
min|ia|tid|tid
min|ia|time with time zone|time with time zone
min|ia|time without time zone|time without time zone
min|ia|timestamp with time zone|timestamp with time zone
min|ia|timestamp without time zone|timestamp without time zone
min|ia|xid8|xid8
mode|iam|anyelement|anyelement
mod|ifk|bigint,bigint|bigint
mod|ifk|integer,integer|integer
mod|ifk|numeric,numeric|numeric
mod|ifk|smallint,smallint|smallint
money|sfk|bigint|money
money|sfk|integer|money
money|sfk|numeric|money
mul_d_interval|ifk|double precision,interval|interval
multirange_adjacent_multirange|ifk|anymultirange,anymultirange|boolean
multirange_adjacent_range|ifk|anymultirange,anyrange|boolean
multirange_after_multirange|ifk|anymultirange,anymultirange|boolean
multirange_after_range|ifk|anymultirange,anyrange|boolean
multirange_before_multirange|ifk|anymultirange,anymultirange|boolean
multirange_before_range|ifk|anymultirange,anyrange|boolean
multirange_cmp|ifk|anymultirange,anymultirange|integer
multirange_contained_by_multirange|ifk|anymultirange,anymultirange|boolean
multirange_contained_by_range|ifk|anymultirange,anyrange|boolean
multirange_contains_elem|ifk|anymultirange,anyelement|boolean
multirange_contains_multirange|ifk|anymultirange,anymultirange|boolean
multirange_contains_range|ifk|anymultirange,anyrange|boolean
multirange_eq|ifk|anymultirange,anymultirange|boolean
multirange_ge|ifk|anymultirange,anymultirange|boolean
multirange_gt|ifk|anymultirange,anymultirange|boolean
multirange_intersect_agg_transfn|ifk|anymultirange,anymultirange|anymultirange
multirange_intersect|ifk|anymultirange,anymultirange|anymultirange
multirange_le|ifk|anymultirange,anymultirange|boolean
multirange_lt|ifk|anymultirange,anymultirange|boolean
multirange_minus|ifk|anymultirange,anymultirange|anymultirange
multirange_ne|ifk|anymultirange,anymultirange|boolean
multirange_overlaps_multirange|ifk|anymultirange,anymultirange|boolean
multirange_overlaps_range|ifk|anymultirange,anyrange|boolean
multirange_overleft_multirange|ifk|anymultirange,anymultirange|boolean
multirange_overleft_range|ifk|anymultirange,anyrange|boolean
multirange_overright_multirange|ifk|anymultirange,anymultirange|boolean
multirange_overright_range|ifk|anymultirange,anyrange|boolean
multirange_union|ifk|anymultirange,anymultirange|anymultirange
multirange|ifk|anyrange|anymultirange
mxid_age|sfk|xid|integer
nameconcatoid|ifk|name,oid|name
nameeqtext|ifk|name,text|boolean
nameeq|ifk|name,name|boolean
namegetext|ifk|name,text|boolean
namege|ifk|name,name|boolean
namegttext|ifk|name,text|boolean
namegt|ifk|name,name|boolean
nameiclike|ifk|name,text|boolean
nameicnlike|ifk|name,text|boolean
nameicregexeq|ifk|name,text|boolean
nameicregexne|ifk|name,text|boolean
nameletext|ifk|name,text|boolean
namele|ifk|name,name|boolean
namelike|ifk|name,text|boolean
namelttext|ifk|name,text|boolean
namelt|ifk|name,name|boolean
namenetext|ifk|name,text|boolean
namene|ifk|name,name|boolean
namenlike|ifk|name,text|boolean
nameregexeq|ifk|name,text|boolean
nameregexne|ifk|name,text|boolean
name|ifk|character varying|name
name|ifk|character|name
name|ifk|text|name
netmask|ifk|inet|inet
network_cmp|ifk|inet,inet|integer
network_eq|ifk|inet,inet|boolean
network_ge|ifk|inet,inet|boolean
network_gt|ifk|inet,inet|boolean
network_larger|ifk|inet,inet|inet
network_le|ifk|inet,inet|boolean
network_lt|ifk|inet,inet|boolean
network_ne|ifk|inet,inet|boolean
network_overlap|ifk|inet,inet|boolean
network_smaller|ifk|inet,inet|inet
network_subeq|ifk|inet,inet|boolean
network_sub|ifk|inet,inet|boolean
network_supeq|ifk|inet,inet|boolean
network_sup|ifk|inet,inet|boolean
network|ifk|inet|cidr
normalize|ifk1|text,text|text
notlike|ifk|bytea,bytea|boolean
notlike|ifk|name,text|boolean
notlike|ifk|text,text|boolean
now|sfk||timestamp with time zone
npoints|ifk|path|integer
npoints|ifk|polygon|integer
nth_value|iwk|anyelement,integer|anyelement
ntile|iwk|integer|integer
num_nonnulls|ifm|"any"|integer
num_nulls|ifm|"any"|integer
numeric_abs|ifk|numeric|numeric
numeric_add|ifk|numeric,numeric|numeric
numeric_cmp|ifk|numeric,numeric|integer
numeric_div_trunc|ifk|numeric,numeric|numeric
numeric_div|ifk|numeric,numeric|numeric
numeric_eq|ifk|numeric,numeric|boolean
numeric_exp|ifk|numeric|numeric
numeric_ge|ifk|numeric,numeric|boolean
numeric_gt|ifk|numeric,numeric|boolean
numeric_inc|ifk|numeric|numeric
numeric_larger|ifk|numeric,numeric|numeric
numeric_le|ifk|numeric,numeric|boolean
numeric_ln|ifk|numeric|numeric
numeric_log|ifk|numeric,numeric|numeric
numeric_lt|ifk|numeric,numeric|boolean
numeric_mod|ifk|numeric,numeric|numeric
numeric_mul|ifk|numeric,numeric|numeric
numeric_ne|ifk|numeric,numeric|boolean
numeric_pl_pg_lsn|ifk|numeric,pg_lsn|pg_lsn
numeric_power|ifk|numeric,numeric|numeric
numeric_smaller|ifk|numeric,numeric|numeric
numeric_sqrt|ifk|numeric|numeric
numeric_sub|ifk|numeric,numeric|numeric
numeric_uminus|ifk|numeric|numeric
numeric_uplus|ifk|numeric|numeric
numeric|ifk|bigint|numeric
numeric|ifk|double precision|numeric
numeric|ifk|integer|numeric
numeric|ifk|jsonb|numeric
numeric|ifk|numeric,integer|numeric
numeric|ifk|real|numeric
numeric|ifk|smallint|numeric
numeric|sfk|money|numeric
nummultirange|ifkm|numrange[]|nummultirange
nummultirange|ifk|numrange|nummultirange
nummultirange|ifk||nummultirange
numnode|ifk|tsquery|integer
numrange_subdiff|ifk|numeric,numeric|double precision
numrange|if|numeric,numeric,text|numrange
numrange|if|numeric,numeric|numrange
obj_description|sfk|oid,name|text
obj_description|sfk|oid|text
octet_length|ifkt|bytea|integer
octet_length|ifkt|character|integer
octet_length|ifkt|text|integer
octet_length|ifk|bit|integer
oideq|ifk|oid,oid|boolean
oidge|ifk|oid,oid|boolean
oidgt|ifk|oid,oid|boolean
oidlarger|ifk|oid,oid|oid
oidle|ifk|oid,oid|boolean
oidlt|ifk|oid,oid|boolean
oidne|ifk|oid,oid|boolean
oidsmaller|ifk|oid,oid|oid
oidvectoreq|ifk|oidvector,oidvector|boolean
oidvectorge|ifk|oidvector,oidvector|boolean
oidvectorgt|ifk|oidvector,oidvector|boolean
oidvectorle|ifk|oidvector,oidvector|boolean
oidvectorlt|ifk|oidvector,oidvector|boolean
oidvectorne|ifk|oidvector,oidvector|boolean
oidvectortypes|sfk|oidvector|text
oid|ifk|bigint|oid
on_pb|ifk|point,box|boolean
on_pl|ifk|point,line|boolean
on_ppath|ifk|point,path|boolean
on_ps|ifk|point,lseg|boolean
on_sb|ifk|lseg,box|boolean
on_sl|ifk|lseg,line|boolean
overlaps|if|time with time zone,time with time zone,time with time zone,time with time zone|boolean
overlaps|if|time without time zone,interval,time without time zone,interval|boolean
overlaps|if|time without time zone,interval,time without time zone,time without time zone|boolean
overlaps|if|time without time zone,time without time zone,time without time zone,interval|boolean
overlaps|if|time without time zone,time without time zone,time without time zone,time without time zone|boolean
overlaps|if|timestamp with time zone,timestamp with time zone,timestamp with time zone,timestamp with time zone|boolean
overlaps|if|timestamp without time zone,interval,timestamp without time zone,interval|boolean
overlaps|if|timestamp without time zone,interval,timestamp without time zone,timestamp without time zone|boolean
overlaps|if|timestamp without time zone,timestamp without time zone,timestamp without time zone,interval|boolean
overlaps|if|timestamp without time zone,timestamp without time zone,timestamp without time zone,timestamp without time zone|boolean
overlaps|sf|timestamp with time zone,interval,timestamp with time zone,interval|boolean
overlaps|sf|timestamp with time zone,interval,timestamp with time zone,timestamp with time zone|boolean
overlaps|sf|timestamp with time zone,timestamp with time zone,timestamp with time zone,interval|boolean
overlay|ifk|bit,bit,integer,integer|bit
overlay|ifk|bit,bit,integer|bit
overlay|ifk|bytea,bytea,integer,integer|bytea
overlay|ifk|bytea,bytea,integer|bytea
overlay|ifk|text,text,integer,integer|text
overlay|ifk|text,text,integer|text
parse_ident|ifk1|text,boolean|text[]
path_add_pt|ifk|path,point|path
path_add|ifk|path,path|path
path_center|ifk|path|point
path_contain_pt|ifk|path,point|boolean
path_distance|ifk|path,path|double precision
path_div_pt|ifk|path,point|path
path_inter|ifk|path,path|boolean
path_length|ifk|path|double precision
path_mul_pt|ifk|path,point|path
path_n_eq|ifk|path,path|boolean
path_n_ge|ifk|path,path|boolean
path_n_gt|ifk|path,path|boolean
path_n_le|ifk|path,path|boolean
path_n_lt|ifk|path,path|boolean
path_npoints|ifk|path|integer
path_sub_pt|ifk|path,point|path
path|ifk|polygon|path
pclose|ifk|path|path
percent_rank|iam|"any"|double precision
percent_rank|iw||double precision
percentile_cont|iam|double precision,double precision|double precision
percentile_cont|iam|double precision,interval|interval
percentile_cont|iam|double precision[],double precision|double precision[]
percentile_cont|iam|double precision[],interval|interval[]
percentile_disc|iam|double precision,anyelement|anyelement
percentile_disc|iam|double precision[],anyelement|anyarray
pg_advisory_unlock_all|vfk||void
pg_advisory_unlock_shared|vfk|bigint|boolean
pg_advisory_unlock_shared|vfk|integer,integer|boolean
pg_advisory_unlock|vfk|bigint|boolean
pg_advisory_unlock|vfk|integer,integer|boolean
pg_available_extension_versions|sfkr||record
pg_available_extensions|sfkr||record
pg_backend_pid|sfk||integer
pg_basetype|sfk|regtype|regtype
pg_char_to_encoding|sfk|name|integer
pg_client_encoding|sfk||name
pg_collation_actual_version|vfk|oid|text
pg_collation_for|sf|"any"|text
pg_collation_is_visible|sfk|oid|boolean
pg_column_compression|sfk|"any"|text
pg_column_is_updatable|sfk|regclass,smallint,boolean|boolean
pg_column_size|sfk|"any"|integer
pg_conf_load_time|sfk||timestamp with time zone
pg_conversion_is_visible|sfk|oid|boolean
pg_current_wal_flush_lsn|vfk||pg_lsn
pg_current_wal_insert_lsn|vfk||pg_lsn
pg_current_wal_lsn|vfk||pg_lsn
pg_database_collation_actual_version|vfk|oid|text
pg_database_size|vfkn|name|bigint
pg_database_size|vfkn|oid|bigint
pg_describe_object|sfk|oid,oid,integer|text
pg_encoding_max_length|ifk|integer|integer
pg_encoding_to_char|sfk|integer|name
pg_filenode_relation|sfk|oid,oid|regclass
pg_function_is_visible|sfk|oid|boolean
pg_get_acl|sfk|oid,oid,integer|aclitem[]
pg_get_catalog_foreign_keys|sfkr||record
pg_get_constraintdef|sfk|oid,boolean|text
pg_get_constraintdef|sfk|oid|text
pg_get_expr|sfk|pg_node_tree,oid,boolean|text
pg_get_expr|sfk|pg_node_tree,oid|text
pg_get_function_arg_default|sfk|oid,integer|text
pg_get_function_arguments|sfk|oid|text
pg_get_function_identity_arguments|sfk|oid|text
pg_get_function_result|sfk|oid|text
pg_get_function_sqlbody|sfk|oid|text
pg_get_functiondef|sfk|oid|text
pg_get_indexdef|sfk|oid,integer,boolean|text
pg_get_indexdef|sfk|oid|text
pg_get_keywords|sfkr||record
pg_get_object_address|sfkn|text,text[],text[]|record
pg_get_partition_constraintdef|sfk|oid|text
pg_get_partkeydef|sfk|oid|text
pg_get_publication_tables|sfkrm|text[]|record
pg_get_publication_tables|sfkr|text|record
pg_get_replica_identity_index|sfk|regclass|regclass
pg_get_ruledef|sfk|oid,boolean|text
pg_get_ruledef|sfk|oid|text
pg_get_serial_sequence|sfkn|text,text|text
pg_get_statisticsobjdef_columns|sfk|oid|text
pg_get_statisticsobjdef_expressions|sfk|oid|text[]
pg_get_statisticsobjdef|sfk|oid|text
pg_get_triggerdef|sfk|oid,boolean|text
pg_get_triggerdef|sfk|oid|text
pg_get_userbyid|sfk|oid|name
pg_get_viewdef|sfkn|oid,boolean|text
pg_get_viewdef|sfkn|oid,integer|text
pg_get_viewdef|sfkn|oid|text
pg_get_viewdef|sfkn|text,boolean|text
pg_get_viewdef|sfkn|text|text
pg_has_role|sfkn|name,name,text|boolean
pg_has_role|sfkn|name,oid,text|boolean
pg_has_role|sfkn|name,text|boolean
pg_has_role|sfkn|oid,name,text|boolean
pg_has_role|sfkn|oid,oid,text|boolean
pg_has_role|sfkn|oid,text|boolean
pg_identify_object_as_address|sfk|oid,oid,integer|record
pg_identify_object|sfk|oid,oid,integer|record
pg_index_column_has_property|sfk|regclass,integer,text|boolean
pg_index_has_property|sfk|regclass,text|boolean
pg_indexam_has_property|sfk|oid,text|boolean
pg_indexam_progress_phasename|ifk|oid,bigint|text
pg_indexes_size|vfk|regclass|bigint
pg_input_error_info|sfkn|text,text|record
pg_input_is_valid|sfkn|text,text|boolean
pg_is_in_recovery|vfk||boolean
pg_is_other_temp_schema|sfk|oid|boolean
pg_is_wal_replay_paused|vfk||boolean
pg_jit_available|vfk||boolean
pg_last_wal_receive_lsn|vfk||pg_lsn
pg_last_wal_replay_lsn|vfk||pg_lsn
pg_last_xact_replay_timestamp|vfk||timestamp with time zone
pg_listening_channels|sfkr||text
pg_lsn_cmp|ifk|pg_lsn,pg_lsn|integer
pg_lsn_eq|ifk|pg_lsn,pg_lsn|boolean
pg_lsn_ge|ifk|pg_lsn,pg_lsn|boolean
pg_lsn_gt|ifk|pg_lsn,pg_lsn|boolean
pg_lsn_hash_extended|ifk|pg_lsn,bigint|bigint
pg_lsn_hash|ifk|pg_lsn|integer
pg_lsn_larger|ifk|pg_lsn,pg_lsn|pg_lsn
pg_lsn_le|ifk|pg_lsn,pg_lsn|boolean
pg_lsn_lt|ifk|pg_lsn,pg_lsn|boolean
pg_lsn_mii|ifk|pg_lsn,numeric|pg_lsn
pg_lsn_mi|ifk|pg_lsn,pg_lsn|numeric
pg_lsn_ne|ifk|pg_lsn,pg_lsn|boolean
pg_lsn_pli|ifk|pg_lsn,numeric|pg_lsn
pg_lsn_smaller|ifk|pg_lsn,pg_lsn|pg_lsn
pg_lsn|ifk|numeric|pg_lsn
pg_my_temp_schema|sfk||oid
pg_opclass_is_visible|sfk|oid|boolean
pg_operator_is_visible|sfk|oid|boolean
pg_opfamily_is_visible|sfk|oid|boolean
pg_options_to_table|sfkr|text[]|record
pg_partition_ancestors|vfkr|regclass|regclass
pg_partition_root|ifk|regclass|regclass
pg_partition_tree|vfkr|regclass|record
pg_postmaster_start_time|sfk||timestamp with time zone
pg_relation_filenode|sfk|regclass|oid
pg_relation_filepath|sfk|regclass|text
pg_relation_is_publishable|sfk|regclass|boolean
pg_relation_is_updatable|sfk|regclass,boolean|integer
pg_relation_size|vfk|regclass,text|bigint
pg_relation_size|vfk|regclass|bigint
pg_sequence_parameters|sfk|oid|record
pg_settings_get_flags|sfk|text|text[]
pg_size_bytes|ifk|text|bigint
pg_size_pretty|ifk|bigint|text
pg_size_pretty|ifk|numeric|text
pg_snapshot_xip|ifkr|pg_snapshot|xid8
pg_snapshot_xmax|ifk|pg_snapshot|xid8
pg_snapshot_xmin|ifk|pg_snapshot|xid8
pg_statistics_obj_is_visible|sfk|oid|boolean
pg_table_is_visible|sfk|oid|boolean
pg_table_size|vfk|regclass|bigint
pg_tablespace_location|sfk|oid|text
pg_tablespace_size|vfkn|name|bigint
pg_tablespace_size|vfkn|oid|bigint
pg_timezone_abbrevs_abbrevs|sfkr||record
pg_timezone_abbrevs_zone|sfkr||record
pg_timezone_abbrevs|sfkr||record
pg_timezone_names|sfkr||record
pg_total_relation_size|vfk|regclass|bigint
pg_trigger_depth|sfk||integer
pg_ts_config_is_visible|sfk|oid|boolean
pg_ts_dict_is_visible|sfk|oid|boolean
pg_ts_parser_is_visible|sfk|oid|boolean
pg_ts_template_is_visible|sfk|oid|boolean
pg_type_is_visible|sfk|oid|boolean
pg_typeof|sf|"any"|regtype
pg_visible_in_snapshot|ifk|xid8,pg_snapshot|boolean
pg_wal_lsn_diff|ifk|pg_lsn,pg_lsn|numeric
phraseto_tsquery|ifkn|regconfig,text|tsquery
phraseto_tsquery|sfkn|text|tsquery
pi|ifk||double precision
plainto_tsquery|ifkn|regconfig,text|tsquery
plainto_tsquery|sfkn|text|tsquery
point_above|ifk|point,point|boolean
point_add|ifk|point,point|point
point_below|ifk|point,point|boolean
point_distance|ifk|point,point|double precision
point_div|ifk|point,point|point
point_eq|ifk|point,point|boolean
point_horiz|ifk|point,point|boolean
point_left|ifk|point,point|boolean
point_mul|ifk|point,point|point
point_ne|ifk|point,point|boolean
point_right|ifk|point,point|boolean
point_sub|ifk|point,point|point
point_vert|ifk|point,point|boolean
point|ifk|box|point
point|ifk|circle|point
point|ifk|double precision,double precision|point
point|ifk|lseg|point
point|ifk|path|point
point|ifk|polygon|point
poly_above|ifk|polygon,polygon|boolean
poly_below|ifk|polygon,polygon|boolean
poly_center|ifk|polygon|point
poly_contain_pt|ifk|polygon,point|boolean
poly_contained|ifk|polygon,polygon|boolean
poly_contain|ifk|polygon,polygon|boolean
poly_distance|ifk|polygon,polygon|double precision
poly_left|ifk|polygon,polygon|boolean
poly_npoints|ifk|polygon|integer
poly_overabove|ifk|polygon,polygon|boolean
poly_overbelow|ifk|polygon,polygon|boolean
poly_overlap|ifk|polygon,polygon|boolean
poly_overleft|ifk|polygon,polygon|boolean
poly_overright|ifk|polygon,polygon|boolean
poly_right|ifk|polygon,polygon|boolean
poly_same|ifk|polygon,polygon|boolean
polygon|ifk|box|polygon
polygon|ifk|circle|polygon
polygon|ifk|integer,circle|polygon
polygon|ifk|path|polygon
popen|ifk|path|path
position|ifkt|text,text|integer
position|ifk|bit,bit|integer
position|ifk|bytea,bytea|integer
power|ifk|double precision,double precision|double precision
power|ifk|numeric,numeric|numeric
pow|ifk|double precision,double precision|double precision
pow|ifk|numeric,numeric|numeric
pt_contained_circle|ifk|point,circle|boolean
pt_contained_poly|ifk|point,polygon|boolean
querytree|ifk|tsquery|text
quote_ident|ifkt|text|text
quote_literal|ifk|text|text
quote_literal|sfk|anyelement|text
quote_nullable|if|text|text
quote_nullable|sf|anyelement|text
radians|ifk|double precision|double precision
radius|ifk|circle|double precision
random_normal|vfk2|double precision,double precision|double precision
random|vfk|bigint,bigint|bigint
random|vfk|integer,integer|integer
random|vfk|numeric,numeric|numeric
random|vfk||double precision
range_adjacent_multirange|ifk|anyrange,anymultirange|boolean
range_adjacent|ifk|anyrange,anyrange|boolean
range_after_multirange|ifk|anyrange,anymultirange|boolean
range_after|ifk|anyrange,anyrange|boolean
range_agg|ia|anymultirange|anymultirange
range_agg|ia|anyrange|anymultirange
range_before_multirange|ifk|anyrange,anymultirange|boolean
range_before|ifk|anyrange,anyrange|boolean
range_cmp|ifk|anyrange,anyrange|integer
range_contained_by_multirange|ifk|anyrange,anymultirange|boolean
range_contained_by|ifk|anyrange,anyrange|boolean
range_contains_elem|ifk|anyrange,anyelement|boolean
range_contains_multirange|ifk|anyrange,anymultirange|boolean
range_contains|ifk|anyrange,anyrange|boolean
range_eq|ifk|anyrange,anyrange|boolean
range_ge|ifk|anyrange,anyrange|boolean
range_gt|ifk|anyrange,anyrange|boolean
range_intersect_agg_transfn|ifk|anyrange,anyrange|anyrange
range_intersect_agg|ia|anymultirange|anymultirange
range_intersect_agg|ia|anyrange|anyrange
range_intersect|ifk|anyrange,anyrange|anyrange
range_le|ifk|anyrange,anyrange|boolean
range_lt|ifk|anyrange,anyrange|boolean
range_merge|ifk|anymultirange|anyrange
range_merge|ifk|anyrange,anyrange|anyrange
range_minus|ifk|anyrange,anyrange|anyrange
range_ne|ifk|anyrange,anyrange|boolean
range_overlaps_multirange|ifk|anyrange,anymultirange|boolean
range_overlaps|ifk|anyrange,anyrange|boolean
range_overleft_multirange|ifk|anyrange,anymultirange|boolean
range_overleft|ifk|anyrange,anyrange|boolean
range_overright_multirange|ifk|anyrange,anymultirange|boolean
range_overright|ifk|anyrange,anyrange|boolean
range_union|ifk|anyrange,anyrange|anyrange
rank|iam|"any"|bigint
rank|iw||bigint
record_eq|ifk|record,record|boolean
record_ge|ifk|record,record|boolean
record_gt|ifk|record,record|boolean
record_image_eq|ifk|record,record|boolean
record_image_ge|ifk|record,record|boolean
record_image_gt|ifk|record,record|boolean
record_image_le|ifk|record,record|boolean
record_image_lt|ifk|record,record|boolean
record_image_ne|ifk|record,record|boolean
record_larger|ifk|record,record|record
record_le|ifk|record,record|boolean
record_lt|ifk|record,record|boolean
record_ne|ifk|record,record|boolean
record_smaller|ifk|record,record|record
regclass|sfkn|text|regclass
regexp_count|ifk|text,text,integer,text|integer
regexp_count|ifk|text,text,integer|integer
regexp_count|ifk|text,text|integer
regexp_instr|ifk|text,text,integer,integer,integer,text,integer|integer
regexp_instr|ifk|text,text,integer,integer,integer,text|integer
regexp_instr|ifk|text,text,integer,integer,integer|integer
regexp_instr|ifk|text,text,integer,integer|integer
regexp_instr|ifk|text,text,integer|integer
regexp_instr|ifk|text,text|integer
regexp_like|ifk|text,text,text|boolean
regexp_like|ifk|text,text|boolean
regexp_matches|ifkr|text,text,text|text[]
regexp_matches|ifkr|text,text|text[]
regexp_match|ifk|text,text,text|text[]
regexp_match|ifk|text,text|text[]
regexp_replace|ifk|text,text,text,integer,integer,text|text
regexp_replace|ifk|text,text,text,integer,integer|text
regexp_replace|ifk|text,text,text,integer|text
regexp_replace|ifk|text,text,text,text|text
regexp_replace|ifk|text,text,text|text
regexp_split_to_array|ifk|text,text,text|text[]
regexp_split_to_array|ifk|text,text|text[]
regexp_split_to_table|ifkr|text,text,text|text
regexp_split_to_table|ifkr|text,text|text
regexp_substr|ifk|text,text,integer,integer,text,integer|text
regexp_substr|ifk|text,text,integer,integer,text|text
regexp_substr|ifk|text,text,integer,integer|text
regexp_substr|ifk|text,text,integer|text
regexp_substr|ifk|text,text|text
regr_avgx|ia|double precision,double precision|double precision
regr_avgy|ia|double precision,double precision|double precision
regr_count|ia|double precision,double precision|bigint
regr_intercept|ia|double precision,double precision|double precision
regr_r2|ia|double precision,double precision|double precision
regr_slope|ia|double precision,double precision|double precision
regr_sxx|ia|double precision,double precision|double precision
regr_sxy|ia|double precision,double precision|double precision
regr_syy|ia|double precision,double precision|double precision
repeat|ifk|text,integer|text
replace|ifk|text,text,text|text
reverse|ifkt|text|text
reverse|ifk|bytea|bytea
right|ifkt|text,integer|text
round|ifk|double precision|double precision
round|ifk|numeric,integer|numeric
round|ifk|numeric|numeric
row_number|iw||bigint
row_security_active|sfkn|oid|boolean
row_security_active|sfkn|text|boolean
row_to_json|sfk|record,boolean|json
row_to_json|sfk|record|json
rpad|ifk|text,integer,text|text
rpad|ifk|text,integer|text
rtrim|ifkt|text,text|text
rtrim|ifkt|text|text
rtrim|ifk|bytea,bytea|bytea
satisfies_hash_partition|ifm|oid,integer,integer,"any"|boolean
scale|ifk|numeric|integer
session_user|sfk||name
set_bit|ifk|bit,integer,integer|bit
set_bit|ifk|bytea,bigint,integer|bytea
set_byte|ifk|bytea,integer,integer|bytea
set_masklen|ifk|cidr,integer|cidr
set_masklen|ifk|inet,integer|inet
setweight|ifk|tsvector,"char",text[]|tsvector
setweight|ifk|tsvector,"char"|tsvector
sha224|ifkt|bytea|bytea
sha256|ifkt|bytea|bytea
sha384|ifkt|bytea|bytea
sha512|ifkt|bytea|bytea
shobj_description|sfk|oid,name|text
sign|ifk|double precision|double precision
sign|ifk|numeric|numeric
similar_escape|if|text,text|text
similar_to_escape|ifk|text,text|text
similar_to_escape|ifk|text|text
sind|ifk|double precision|double precision
sinh|ifk|double precision|double precision
sin|ifk|double precision|double precision
slope|ifk|point,point|double precision
spg_poly_quad_compress|ifk|polygon|box
split_part|ifk|text,text,integer|text
sqrt|ifk|double precision|double precision
sqrt|ifk|numeric|numeric
starts_with|ifkt|text,text|boolean
statement_timestamp|sfk||timestamp with time zone
stddev_pop|ia|bigint|numeric
stddev_pop|ia|double precision|double precision
stddev_pop|ia|integer|numeric
stddev_pop|ia|numeric|numeric
stddev_pop|ia|real|double precision
stddev_pop|ia|smallint|numeric
stddev_samp|ia|bigint|numeric
stddev_samp|ia|double precision|double precision
stddev_samp|ia|integer|numeric
stddev_samp|ia|numeric|numeric
stddev_samp|ia|real|double precision
stddev_samp|ia|smallint|numeric
stddev|ia|bigint|numeric
stddev|ia|double precision|double precision
stddev|ia|integer|numeric
stddev|ia|numeric|numeric
stddev|ia|real|double precision
stddev|ia|smallint|numeric
string_agg|ia|bytea,bytea|bytea
string_agg|ia|text,text|text
string_to_array|if|text,text,text|text[]
string_to_array|if|text,text|text[]
string_to_table|ifr|text,text,text|text
string_to_table|ifr|text,text|text
strip|ifk|tsvector|tsvector
strpos|ifkt|text,text|integer
substring|ifk|bit,integer,integer|bit
substring|ifk|bit,integer|bit
substring|ifk|bytea,integer,integer|bytea
substring|ifk|bytea,integer|bytea
substring|ifk|text,integer,integer|text
substring|ifk|text,integer|text
substring|ifk|text,text,text|text
substring|ifk|text,text|text
substr|ifk|bytea,integer,integer|bytea
substr|ifk|bytea,integer|bytea
substr|ifk|text,integer,integer|text
substr|ifk|text,integer|text
sum|ia|bigint|numeric
sum|ia|double precision|double precision
sum|ia|integer|bigint
sum|ia|interval|interval
sum|ia|money|money
sum|ia|numeric|numeric
sum|ia|real|real
sum|ia|smallint|bigint
system_user|sfk||text
tand|ifk|double precision|double precision
tanh|ifk|double precision|double precision
tan|ifk|double precision|double precision
text_ge|ifk|text,text|boolean
text_gt|ifk|text,text|boolean
text_larger|ifk|text,text|text
text_le|ifk|text,text|boolean
text_lt|ifk|text,text|boolean
text_pattern_ge|ifk|text,text|boolean
text_pattern_gt|ifk|text,text|boolean
text_pattern_le|ifk|text,text|boolean
text_pattern_lt|ifk|text,text|boolean
text_smaller|ifk|text,text|text
textanycat|sfk|text,anynonarray|text
textcat|ifk|text,text|text
texteqname|ifk|text,name|boolean
texteq|ifk|text,text|boolean
textgename|ifk|text,name|boolean
textgtname|ifk|text,name|boolean
texticlike|ifk|text,text|boolean
texticnlike|ifk|text,text|boolean
texticregexeq|ifk|text,text|boolean
texticregexne|ifk|text,text|boolean
textlename|ifk|text,name|boolean
textlen|ifk|text|integer
textlike|ifk|text,text|boolean
textltname|ifk|text,name|boolean
textnename|ifk|text,name|boolean
textne|ifk|text,text|boolean
textnlike|ifk|text,text|boolean
textregexeq|ifk|text,text|boolean
textregexne|ifk|text,text|boolean
text|ifk|"char"|text
text|ifk|boolean|text
text|ifk|character|text
text|ifk|inet|text
text|ifk|name|text
text|ifk|xml|text
tideq|ifk|tid,tid|boolean
tidge|ifk|tid,tid|boolean
tidgt|ifk|tid,tid|boolean
tidlarger|ifk|tid,tid|tid
tidle|ifk|tid,tid|boolean
tidlt|ifk|tid,tid|boolean
tidne|ifk|tid,tid|boolean
tidsmaller|ifk|tid,tid|tid
time_cmp|ifk|time without time zone,time without time zone|integer
time_eq|ifk|time without time zone,time without time zone|boolean
time_ge|ifk|time without time zone,time without time zone|boolean
time_gt|ifk|time without time zone,time without time zone|boolean
time_hash_extended|ifk|time without time zone,bigint|bigint
time_hash|ifk|time without time zone|integer
time_larger|ifk|time without time zone,time without time zone|time without time zone
time_le|ifk|time without time zone,time without time zone|boolean
time_lt|ifk|time without time zone,time without time zone|boolean
time_mi_interval|ifk|time without time zone,interval|time without time zone
time_mi_time|ifk|time without time zone,time without time zone|interval
time_ne|ifk|time without time zone,time without time zone|boolean
time_pl_interval|ifk|time without time zone,interval|time without time zone
time_smaller|ifk|time without time zone,time without time zone|time without time zone
timedate_pl|ifk|time without time zone,date|timestamp without time zone
timeofday|vfk||text
timestamp_cmp_date|ifk|timestamp without time zone,date|integer
timestamp_cmp_timestamptz|sfk|timestamp without time zone,timestamp with time zone|integer
timestamp_cmp|ifk|timestamp without time zone,timestamp without time zone|integer
timestamp_eq_date|ifk|timestamp without time zone,date|boolean
timestamp_eq_timestamptz|sfk|timestamp without time zone,timestamp with time zone|boolean
timestamp_eq|ifk|timestamp without time zone,timestamp without time zone|boolean
timestamp_ge_date|ifk|timestamp without time zone,date|boolean
timestamp_ge_timestamptz|sfk|timestamp without time zone,timestamp with time zone|boolean
timestamp_ge|ifk|timestamp without time zone,timestamp without time zone|boolean
timestamp_gt_date|ifk|timestamp without time zone,date|boolean
timestamp_gt_timestamptz|sfk|timestamp without time zone,timestamp with time zone|boolean
timestamp_gt|ifk|timestamp without time zone,timestamp without time zone|boolean
timestamp_hash_extended|ifk|timestamp without time zone,bigint|bigint
timestamp_hash|ifk|timestamp without time zone|integer
timestamp_larger|ifk|timestamp without time zone,timestamp without time zone|timestamp without time zone
timestamp_le_date|ifk|timestamp without time zone,date|boolean
timestamp_le_timestamptz|sfk|timestamp without time zone,timestamp with time zone|boolean
timestamp_le|ifk|timestamp without time zone,timestamp without time zone|boolean
timestamp_lt_date|ifk|timestamp without time zone,date|boolean
timestamp_lt_timestamptz|sfk|timestamp without time zone,timestamp with time zone|boolean
timestamp_lt|ifk|timestamp without time zone,timestamp without time zone|boolean
timestamp_mi_interval|ifk|timestamp without time zone,interval|timestamp without time zone
timestamp_mi|ifk|timestamp without time zone,timestamp without time zone|interval
timestamp_ne_date|ifk|timestamp without time zone,date|boolean
timestamp_ne_timestamptz|sfk|timestamp without time zone,timestamp with time zone|boolean
timestamp_ne|ifk|timestamp without time zone,timestamp without time zone|boolean
timestamp_pl_interval|ifk|timestamp without time zone,interval|timestamp without time zone
timestamp_smaller|ifk|timestamp without time zone,timestamp without time zone|timestamp without time zone
timestamptz_cmp_date|sfk|timestamp with time zone,date|integer
timestamptz_cmp_timestamp|sfk|timestamp with time zone,timestamp without time zone|integer
timestamptz_cmp|ifk|timestamp with time zone,timestamp with time zone|integer
timestamptz_eq_date|sfk|timestamp with time zone,date|boolean
timestamptz_eq_timestamp|sfk|timestamp with time zone,timestamp without time zone|boolean
timestamptz_eq|ifk|timestamp with time zone,timestamp with time zone|boolean
timestamptz_ge_date|sfk|timestamp with time zone,date|boolean
timestamptz_ge_timestamp|sfk|timestamp with time zone,timestamp without time zone|boolean
timestamptz_ge|ifk|timestamp with time zone,timestamp with time zone|boolean
timestamptz_gt_date|sfk|timestamp with time zone,date|boolean
timestamptz_gt_timestamp|sfk|timestamp with time zone,timestamp without time zone|boolean
timestamptz_gt|ifk|timestamp with time zone,timestamp with time zone|boolean
timestamptz_hash_extended|ifk|timestamp with time zone,bigint|bigint
timestamptz_hash|ifk|timestamp with time zone|integer
timestamptz_larger|ifk|timestamp with time zone,timestamp with time zone|timestamp with time zone
timestamptz_le_date|sfk|timestamp with time zone,date|boolean
timestamptz_le_timestamp|sfk|timestamp with time zone,timestamp without time zone|boolean
timestamptz_le|ifk|timestamp with time zone,timestamp with time zone|boolean
timestamptz_lt_date|sfk|timestamp with time zone,date|boolean
timestamptz_lt_timestamp|sfk|timestamp with time zone,timestamp without time zone|boolean
timestamptz_lt|ifk|timestamp with time zone,timestamp with time zone|boolean
timestamptz_mi_interval|sfk|timestamp with time zone,interval|timestamp with time zone
timestamptz_mi|ifk|timestamp with time zone,timestamp with time zone|interval
timestamptz_ne_date|sfk|timestamp with time zone,date|boolean
timestamptz_ne_timestamp|sfk|timestamp with time zone,timestamp without time zone|boolean
timestamptz_ne|ifk|timestamp with time zone,timestamp with time zone|boolean
timestamptz_pl_interval|sfk|timestamp with time zone,interval|timestamp with time zone
timestamptz_smaller|ifk|timestamp with time zone,timestamp with time zone|timestamp with time zone
timestamptz|ifk|date,time with time zone|timestamp with time zone
timestamptz|ifk|timestamp with time zone,integer|timestamp with time zone
timestamptz|sfk|date,time without time zone|timestamp with time zone
timestamptz|sfk|date|timestamp with time zone
timestamptz|sfk|timestamp without time zone|timestamp with time zone
timestamp|ifk|date,time without time zone|timestamp without time zone
timestamp|ifk|date|timestamp without time zone
timestamp|ifk|timestamp without time zone,integer|timestamp without time zone
timestamp|sfk|timestamp with time zone|timestamp without time zone
timetz_cmp|ifk|time with time zone,time with time zone|integer
timetz_eq|ifk|time with time zone,time with time zone|boolean
timetz_ge|ifk|time with time zone,time with time zone|boolean
timetz_gt|ifk|time with time zone,time with time zone|boolean
timetz_hash_extended|ifk|time with time zone,bigint|bigint
timetz_hash|ifk|time with time zone|integer
timetz_larger|ifk|time with time zone,time with time zone|time with time zone
timetz_le|ifk|time with time zone,time with time zone|boolean
timetz_lt|ifk|time with time zone,time with time zone|boolean
timetz_mi_interval|ifk|time with time zone,interval|time with time zone
timetz_ne|ifk|time with time zone,time with time zone|boolean
timetz_pl_interval|ifk|time with time zone,interval|time with time zone
timetz_smaller|ifk|time with time zone,time with time zone|time with time zone
timetzdate_pl|ifk|time with time zone,date|timestamp with time zone
timetz|ifk|time with time zone,integer|time with time zone
timetz|sfk|time without time zone|time with time zone
timetz|sfk|timestamp with time zone|time with time zone
timezone|ifk|interval,time with time zone|time with time zone
timezone|ifk|interval,timestamp with time zone|timestamp without time zone
timezone|ifk|interval,timestamp without time zone|timestamp with time zone
timezone|ifk|text,timestamp with time zone|timestamp without time zone
timezone|ifk|text,timestamp without time zone|timestamp with time zone
timezone|sfk|time with time zone|time with time zone
timezone|sfk|timestamp with time zone|timestamp without time zone
timezone|sfk|timestamp without time zone|timestamp with time zone
timezone|vfk|text,time with time zone|time with time zone
time|ifk|interval|time without time zone
time|ifk|time with time zone|time without time zone
time|ifk|time without time zone,integer|time without time zone
time|ifk|timestamp without time zone|time without time zone
time|sfk|timestamp with time zone|time without time zone
to_ascii|ifk|text,integer|text
to_ascii|ifk|text,name|text
to_ascii|ifk|text|text
to_bin|ifk|bigint|text
to_bin|ifk|integer|text
to_char|sfk|bigint,text|text
to_char|sfk|double precision,text|text
to_char|sfk|integer,text|text
to_char|sfk|interval,text|text
to_char|sfk|numeric,text|text
to_char|sfk|real,text|text
to_char|sfk|timestamp with time zone,text|text
to_char|sfk|timestamp without time zone,text|text
to_date|sfk|text,text|date
to_hex|ifk|bigint|text
to_hex|ifk|integer|text
to_jsonb|sfk|anyelement|jsonb
to_json|sfk|anyelement|json
to_number|sfk|text,text|numeric
to_oct|ifk|bigint|text
to_oct|ifk|integer|text
to_regclass|sfkn|text|regclass
to_regcollation|sfkn|text|regcollation
to_regnamespace|sfkn|text|regnamespace
to_regoperator|sfkn|text|regoperator
to_regoper|sfkn|text|regoper
to_regprocedure|sfkn|text|regprocedure
to_regproc|sfkn|text|regproc
to_regrole|sfkn|text|regrole
to_regtypemod|sfkn|text|integer
to_regtype|sfkn|text|regtype
to_timestamp|ifk|double precision|timestamp with time zone
to_timestamp|sfk|text,text|timestamp with time zone
to_tsquery|ifkn|regconfig,text|tsquery
to_tsquery|sfkn|text|tsquery
to_tsvector|ifkn|regconfig,jsonb|tsvector
to_tsvector|ifkn|regconfig,json|tsvector
to_tsvector|ifkn|regconfig,text|tsvector
to_tsvector|sfkn|jsonb|tsvector
to_tsvector|sfkn|json|tsvector
to_tsvector|sfkn|text|tsvector
transaction_timestamp|sfk||timestamp with time zone
translate|ifkt|text,text,text|text
trim_array|ifk|anyarray,integer|anyarray
trim_scale|ifk|numeric|numeric
trunc|ifk|double precision|double precision
trunc|ifk|macaddr8|macaddr8
trunc|ifk|macaddr|macaddr
trunc|ifk|numeric,integer|numeric
trunc|ifk|numeric|numeric
ts_debug|sfkrn|regconfig,text|record
ts_debug|sfkrn|text|record
ts_delete|ifk|tsvector,text[]|tsvector
ts_delete|ifk|tsvector,text|tsvector
ts_filter|ifk|tsvector,"char"[]|tsvector
ts_headline|ifkn|regconfig,json,tsquery,text|json
ts_headline|ifkn|regconfig,json,tsquery|json
ts_headline|ifkn|regconfig,jsonb,tsquery,text|jsonb
ts_headline|ifkn|regconfig,jsonb,tsquery|jsonb
ts_headline|ifkn|regconfig,text,tsquery,text|text
ts_headline|ifkn|regconfig,text,tsquery|text
ts_headline|sfkn|json,tsquery,text|json
ts_headline|sfkn|json,tsquery|json
ts_headline|sfkn|jsonb,tsquery,text|jsonb
ts_headline|sfkn|jsonb,tsquery|jsonb
ts_headline|sfkn|text,tsquery,text|text
ts_headline|sfkn|text,tsquery|text
ts_lexize|ifkn|regdictionary,text|text[]
ts_match_qv|ifk|tsquery,tsvector|boolean
ts_match_tq|sfk|text,tsquery|boolean
ts_match_tt|sfk|text,text|boolean
ts_match_vq|ifk|tsvector,tsquery|boolean
ts_parse|ifkrn|oid,text|record
ts_parse|sfkrn|text,text|record
ts_rank_cd|ifk|real[],tsvector,tsquery,integer|real
ts_rank_cd|ifk|real[],tsvector,tsquery|real
ts_rank_cd|ifk|tsvector,tsquery,integer|real
ts_rank_cd|ifk|tsvector,tsquery|real
ts_rank|ifk|real[],tsvector,tsquery,integer|real
ts_rank|ifk|real[],tsvector,tsquery|real
ts_rank|ifk|tsvector,tsquery,integer|real
ts_rank|ifk|tsvector,tsquery|real
ts_rewrite|ifk|tsquery,tsquery,tsquery|tsquery
ts_rewrite|vfkx|tsquery,text|tsquery
ts_token_type|ifkrn|oid|record
ts_token_type|sfkrn|text|record
tsmultirange|ifkm|tsrange[]|tsmultirange
tsmultirange|ifk|tsrange|tsmultirange
tsmultirange|ifk||tsmultirange
tsq_mcontained|ifk|tsquery,tsquery|boolean
tsq_mcontains|ifk|tsquery,tsquery|boolean
tsquery_and|ifk|tsquery,tsquery|tsquery
tsquery_cmp|ifk|tsquery,tsquery|integer
tsquery_eq|ifk|tsquery,tsquery|boolean
tsquery_ge|ifk|tsquery,tsquery|boolean
tsquery_gt|ifk|tsquery,tsquery|boolean
tsquery_le|ifk|tsquery,tsquery|boolean
tsquery_lt|ifk|tsquery,tsquery|boolean
tsquery_ne|ifk|tsquery,tsquery|boolean
tsquery_not|ifk|tsquery|tsquery
tsquery_or|ifk|tsquery,tsquery|tsquery
tsquery_phrase|ifk|tsquery,tsquery,integer|tsquery
tsquery_phrase|ifk|tsquery,tsquery|tsquery
tsrange_subdiff|ifk|timestamp without time zone,timestamp without time zone|double precision
tsrange|if|timestamp without time zone,timestamp without time zone,text|tsrange
tsrange|if|timestamp without time zone,timestamp without time zone|tsrange
tstzmultirange|ifkm|tstzrange[]|tstzmultirange
tstzmultirange|ifk|tstzrange|tstzmultirange
tstzmultirange|ifk||tstzmultirange
tstzrange_subdiff|ifk|timestamp with time zone,timestamp with time zone|double precision
tstzrange|if|timestamp with time zone,timestamp with time zone,text|tstzrange
tstzrange|if|timestamp with time zone,timestamp with time zone|tstzrange
tsvector_cmp|ifk|tsvector,tsvector|integer
tsvector_concat|ifk|tsvector,tsvector|tsvector
tsvector_eq|ifk|tsvector,tsvector|boolean
tsvector_ge|ifk|tsvector,tsvector|boolean
tsvector_gt|ifk|tsvector,tsvector|boolean
tsvector_le|ifk|tsvector,tsvector|boolean
tsvector_lt|ifk|tsvector,tsvector|boolean
tsvector_ne|ifk|tsvector,tsvector|boolean
tsvector_to_array|ifk|tsvector|text[]
txid_snapshot_xip|ifkr|txid_snapshot|bigint
txid_snapshot_xmax|ifk|txid_snapshot|bigint
txid_snapshot_xmin|ifk|txid_snapshot|bigint
txid_visible_in_snapshot|ifk|bigint,txid_snapshot|boolean
unicode_assigned|ifk|text|boolean
unicode_version|ifk||text
unistr|ifk|text|text
unnest|ifkr|anyarray|anyelement
unnest|ifkr|anymultirange|anyrange
unnest|ifkr|tsvector|record
upper_inc|ifk|anymultirange|boolean
upper_inc|ifk|anyrange|boolean
upper_inf|ifk|anymultirange|boolean
upper_inf|ifk|anyrange|boolean
upper|ifkt|text|text
upper|ifk|anymultirange|anyelement
upper|ifk|anyrange|anyelement
uuid_cmp|ifk|uuid,uuid|integer
uuid_eq|ifk|uuid,uuid|boolean
uuid_extract_timestamp|ifk|uuid|timestamp with time zone
uuid_extract_version|ifk|uuid|smallint
uuid_ge|ifk|uuid,uuid|boolean
uuid_gt|ifk|uuid,uuid|boolean
uuid_hash_extended|ifk|uuid,bigint|bigint
uuid_hash|ifk|uuid|integer
uuid_le|ifk|uuid,uuid|boolean
uuid_lt|ifk|uuid,uuid|boolean
uuid_ne|ifk|uuid,uuid|boolean
uuidv4|vfk||uuid
uuidv7|vfk|interval|uuid
uuidv7|vfk||uuid
var_pop|ia|bigint|numeric
var_pop|ia|double precision|double precision
var_pop|ia|integer|numeric
var_pop|ia|numeric|numeric
var_pop|ia|real|double precision
var_pop|ia|smallint|numeric
var_samp|ia|bigint|numeric
var_samp|ia|double precision|double precision
var_samp|ia|integer|numeric
var_samp|ia|numeric|numeric
var_samp|ia|real|double precision
var_samp|ia|smallint|numeric
varbitcmp|ifk|bit varying,bit varying|integer
varbiteq|ifk|bit varying,bit varying|boolean
varbitge|ifk|bit varying,bit varying|boolean
varbitgt|ifk|bit varying,bit varying|boolean
varbitle|ifk|bit varying,bit varying|boolean
varbitlt|ifk|bit varying,bit varying|boolean
varbitne|ifk|bit varying,bit varying|boolean
varbit|ifk|bit varying,integer,boolean|bit varying
varchar|ifk|character varying,integer,boolean|character varying
varchar|ifk|name|character varying
variance|ia|bigint|numeric
variance|ia|double precision|double precision
variance|ia|integer|numeric
variance|ia|numeric|numeric
variance|ia|real|double precision
variance|ia|smallint|numeric
version|sfk||text
websearch_to_tsquery|ifkn|regconfig,text|tsquery
websearch_to_tsquery|sfkn|text|tsquery
width_bucket|ifk|anycompatible,anycompatiblearray|integer
width_bucket|ifk|double precision,double precision,double precision,integer|integer
width_bucket|ifk|numeric,numeric,numeric,integer|integer
width|ifk|box|double precision
xid8_larger|ifk|xid8,xid8|xid8
xid8_smaller|ifk|xid8,xid8|xid8
xid8cmp|ifk|xid8,xid8|integer
xid8eq|ifk|xid8,xid8|boolean
xid8ge|ifk|xid8,xid8|boolean
xid8gt|ifk|xid8,xid8|boolean
xid8le|ifk|xid8,xid8|boolean
xid8lt|ifk|xid8,xid8|boolean
xid8ne|ifk|xid8,xid8|boolean
xideqint4|ifk|xid,integer|boolean
xideq|ifk|xid,xid|boolean
xidneqint4|ifk|xid,integer|boolean
xidneq|ifk|xid,xid|boolean
xid|ifk|xid8|xid
xml_is_well_formed_content|ifk|text|boolean
xml_is_well_formed_document|ifk|text|boolean
xml_is_well_formed|sfk|text|boolean
xmlagg|ia|xml|xml
xmlcomment|ifk|text|xml
xmlconcat2|if|xml,xml|xml
xmlexists|ifk|text,xml|boolean
xmltext|ifk|text|xml
xml|sfk|text|xml
xpath_exists|ifk|text,xml,text[]|boolean
xpath_exists|ifk|text,xml|boolean
xpath|ifk|text,xml,text[]|xml[]
xpath|ifk|text,xml|xml[]
`;
