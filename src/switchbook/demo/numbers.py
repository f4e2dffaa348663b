"""Telephone numbers that belong to nobody: the ranges that regulators keep free for fiction.

+1: NXX 555-0100 to 0199 in every area code (NANPA). +44: Ofcom's numbers for drama. +49: Bundesnetzagentur, five
cities. +33: Arcep, one block of ten thousand per zone. +61: ACMA, two blocks of ten thousand per zone.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

# Consecutive indexes land far apart; prime, and no factor of any plan's size.
_STRIDE = 7919

_AREA_CODES = """
201 202 203 204 205 206 207 208 209 210 212 213 214 215 216 217 218 219 220 223 224 225 226 227 228 229 231 234 236
239 240 248 249 250 251 252 253 254 256 260 262 267 269 270 272 276 279 281 283 289 301 302 303 304 305 306 307 308
309 310 312 313 314 315 316 317 318 319 320 321 323 325 326 327 330 331 332 334 336 337 339 341 343 346 347 351 352
360 361 364 365 367 380 385 386 401 402 403 404 405 406 407 408 409 410 412 413 414 415 416 417 418 419 423 424 425
430 431 432 434 435 437 438 440 442 443 445 450 458 463 464 469 470 475 478 479 480 484 501 502 503 504 505 506 507
508 509 510 512 513 514 515 516 517 518 519 520 530 531 534 539 540 541 548 551 557 559 561 562 563 564 567 570 571
572 573 574 575 579 580 581 582 585 586 587 601 602 603 604 605 606 607 608 609 610 612 613 614 615 616 617 618 619
620 623 626 628 629 630 631 636 639 640 641 646 647 650 651 656 657 659 660 661 662 667 669 672 678 680 681 682 689
701 702 703 704 705 706 707 708 709 712 713 714 715 716 717 718 719 720 724 727 730 731 732 734 737 740 742 743 747
753 754 757 760 762 763 765 769 770 771 772 773 774 775 778 779 780 781 782 785 786 801 802 803 804 805 806 807 808
810 812 813 814 815 816 817 818 819 820 825 826 828 830 831 832 835 838 839 840 843 845 847 848 850 854 856 857 858
859 860 862 863 864 865 867 870 872 873 878 901 902 903 904 905 906 907 908 909 910 912 913 914 915 916 917 918 919
920 925 928 929 930 931 934 936 937 938 939 940 941 943 945 947 948 949 951 952 954 956 959 970 971 972 973 975 978
979 980 984 985 986 989
"""

_BRITAIN = """
1134960 1144960 1154960 1164960 1174960 1184960 1214960 1314960 1414960 1514960 1614960 1632960 1914980 2079460 2896496
2920180 3069990 7700900 8081570
"""


class NumberPlan(msgspec.Struct, frozen=True):
    """The free numbers of one country: each prefix followed by each tail."""

    country: str
    prefixes: tuple[str, ...]
    tails: tuple[str, ...]  # every number of the width
    size: int

    @classmethod
    def of(cls, country: str, prefixes: Iterable[str], *, width: int) -> NumberPlan:
        """The plan where each prefix is followed by every number of this many digits."""
        tails = tuple(f"{tail:0{width}}" for tail in range(10**width))
        kept = tuple(prefixes)
        return cls(country, kept, tails, len(kept) * len(tails))

    def number(self, index: int) -> str:
        """The number of this index in E.164; indexes wrap around, neighbours lie in different places."""
        prefix, tail = divmod(index * _STRIDE % self.size, len(self.tails))
        return self.prefixes[prefix] + self.tails[tail]


NORTH_AMERICA = NumberPlan.of("US", tuple(f"+1{area}55501" for area in _AREA_CODES.split()), width=2)
UNITED_KINGDOM = NumberPlan.of("GB", tuple(f"+44{block}" for block in _BRITAIN.split()), width=3)
GERMANY = NumberPlan.of("DE", ("+493023125", "+496990009", "+494066969", "+492214710", "+498999998"), width=3)
FRANCE = NumberPlan.of("FR", ("+3319900", "+3326191", "+3335301", "+3346571", "+3353649", "+3363998"), width=4)
AUSTRALIA = NumberPlan.of("AU", tuple(f"+61{zone}{block}" for zone in "2378" for block in ("5550", "7010")), width=4)

PLANS = (NORTH_AMERICA, UNITED_KINGDOM, GERMANY, FRANCE, AUSTRALIA)
