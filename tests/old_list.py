"""A small list in the old XLS format, invented and written once with xlwt 1.3.0: no library of ours writes XLS.

Sheet `esse3`: two lines and an empty one, the header (#, N., Matricola, Cognome, Nome, Voto), then 0000000001
D'ANGELO NICOLO' with the matricola as text, and NULL ADA with matricola 2 as a number shown as 0000000002.
"""

import base64
import zlib

OLD_LIST = zlib.decompress(
    base64.b85decode(
        "c-rk)O-NKx6h80I87JpQ(?A0mjI>Nr$B;HQO==R1qXkw(P@_I#aGW>H3_&f*GM7Qns-KNui#Ar9eyE^!Edrw!K@iN;vQ<#fL"
        "VcZc-cK`D;6Mq=`yTh)d(J)gocr!Q_vgJg3)T7A2Mq;SfqfvsvR(-lMKS?XrNsmQ>vf%qR_?~6J6Kn!bmK%;DDc$#+C_6n^I"
        "ZTD?#nNc0(`=B64DUUQfhDwae(^}7pM<CNCmi!5+BrauWFc%G2P7c9&0{hx}POinf9P=UN`{@;aKZlGm4LkO<d;#vipeJd|*"
        "i@)WIu?;)~Y=Lsx-FCJ|4rvx-K!3g!SObU;n18RGqL2Rr~BHu6x5lRXFD^&r4EYgNApI`XxZ3xM(;rE=F_<ZhhAmGbMN3@`="
        "yX<j5V;Du?KY7|hjS+#2sZqZiFsSaQyl{l+rvWZ+iIGzahXVuAcLc=(Tq|<6LsbPeK_Oy3&w}(1H-565aa8bl|<DNel&t(#0"
        "S~8Bhz1o?SHmRbQn2{aTavCak7ROg79tM3ak=Q_gbO_tT4)qR2hgwi8MD0eRQ3;*)MLcw*@D>y(*@C>hG^>z~gP+UQyg&mu2"
        "8(yUz8xGL4xeJl6dyar;k2E`0(7`UEwHf<EPDoR<rce`US_LXx!l0C7RL<p=HWWCaB!M+u5fKL`srf43%3-NcVKzu%i+h3Go"
        "Qmdu{=LeIA1&eK0FIecvy~OdwQm!O=uHt-XJ^)Te)CvWFMK<|F)^Q#en&4x_JWoVTqP8qM9jb(3^`ZGz8WlYH-&0k-o&EQK~"
        "PozGUi4tS{S~h@4_`5^@zbCnM*wIR!bl=||=$EcGL^AG$<b5Q!6tY{~4$V{_zZlg*KzD$}y^2g?du_9A_bqpGlF4<8jC9v?%"
        "8Z2C-_3fuJ4Wk;-mhcrBRbo_z`95`^`z<~n?4mKc+%OmjB&$zG|S7n#^UuOx^vh$l{!{P{N_~h`TvL8~IXW(2}@v{XK!LlW+"
        "vW@k>kZ=sWXJ7(GxgQf{$1i?B3B~WT>V|=Tw}i^|zg$i~|Fi#}!0-C#"
    )
)
