"""Places of China as names begin with them: no notice's own, all of the country's larger ones."""

import re

_PROVINCES = """
北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西
甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门
"""
_CITIES = """
石家庄 唐山 秦皇岛 邯郸 保定 廊坊 沧州 太原 大同 呼和浩特 包头 鄂尔多斯 沈阳 大连 鞍山 长春 哈尔滨 大庆 南京 无锡 徐州 常州
苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 合肥 芜湖 蚌埠 马鞍山
滁州 阜阳 福州 厦门 泉州 漳州 莆田 南昌 九江 赣州 济南 青岛 淄博 烟台 潍坊 济宁 威海 临沂 德州 郑州 洛阳 开封 新乡 武汉 宜昌
襄阳 荆州 长沙 株洲 湘潭 衡阳 岳阳 常德 广州 深圳 珠海 汕头 佛山 江门 湛江 惠州 东莞 中山 南宁 柳州 桂林 海口 三亚 成都 绵阳
德阳 宜宾 贵阳 遵义 昆明 大理 拉萨 西安 宝鸡 咸阳 兰州 西宁 银川 乌鲁木齐 昆山 江阴 张家港 常熟 太仓 义乌
"""
PROVINCES = tuple(_PROVINCES.split())
PLACES = (*PROVINCES, *_CITIES.split())
_SUFFIX = "(?:市|省|自治区|特别行政区|壮族自治区|回族自治区|维吾尔自治区)?"
_LONGEST_FIRST = "|".join(sorted(PLACES, key=len, reverse=True))
PLACE = re.compile(f"(?P<name>{_LONGEST_FIRST}){_SUFFIX}")


def spellings(place: str) -> tuple[str, ...]:
    """A place as it may stand before or behind a name."""
    return (place, f"{place}市") if place not in PROVINCES else (place, f"{place}市", f"{place}省")
